#!/bin/bash
# Makes an authority and the brokers' certificate, once. The authority's key is thrown away.
# /brokers holds the brokers' key and certificate, /authority the certificate that clients trust.
set -eu
[ -e /authority/authority.pem ] && exit 0
work=$(mktemp -d)
store() { keytool "$@" -keystore "$work/broker.p12" -storetype PKCS12 -storepass "$KAFKA_KEYSTORE_PASSWORD"; }
store -genkeypair -alias authority -keyalg EC -validity 3650 -dname CN=stepfold-authority -ext bc:c
store -genkeypair -alias broker -keyalg EC -validity 825 -dname CN=broker -signer authority \
      -ext san=dns:kafka-1,dns:kafka-2,dns:kafka-3,dns:localhost
store -exportcert -rfc -alias authority -file "$work/authority.pem"
store -delete -alias authority
chmod 644 "$work/broker.p12" "$work/authority.pem"
cp "$work/broker.p12" "$work/authority.pem" /brokers/
cp "$work/authority.pem" /authority/
