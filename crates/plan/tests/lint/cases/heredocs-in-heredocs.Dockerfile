FROM debian:12
RUN <<EOF
set -e
cat > /usr/bin/fetch <<'SCRIPT'
curl -O https://example.org/data-amd64 $BUILDARCH
SCRIPT
cat <<-ONE > /one; cat << TWO > /two
	curl -O https://example.org/one-amd64 $TARGETARCH
	ONE
curl -O https://example.org/two-amd64
TWO
bash <<INNER
curl -O https://example.org/inner-amd64
INNER
echo $((1<<2)) "<<X"; ((a << b))
curl -O https://example.org/code-amd64
EOF
