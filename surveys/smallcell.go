package surveys

// SmallCell is the number of answers below which a score is held back from those
// without the right to see it: it would tell of single persons, and of noise.
const SmallCell = 5

// FewAnswers is the number of answers below which a score is shown with reserve.
const FewAnswers = 30
