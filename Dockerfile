# One static binary on nothing else: no shell, no packages, an unprivileged user.
FROM golang:1.26.8-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -tags nomsgpack -ldflags="-s -w" -o /halte ./cmd/halte && mkdir /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /halte /halte
COPY --from=build --chown=65532:65532 /data /data
COPY --from=build --chown=65532:65532 --chmod=1777 /tmp /tmp
USER 65532:65532
WORKDIR /
VOLUME /data
ENV HALTE_LISTEN=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["/halte"]
CMD ["serve"]
