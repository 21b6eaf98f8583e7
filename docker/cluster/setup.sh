#!/bin/bash
# Makes the services' users, and grants each exactly its rights (docs/kafka-rights.md). Running it again changes nothing.
set -eu
bin=/opt/kafka/bin
brokers=kafka-1:9094
client=/tmp/operator.properties
cat > $client <<P
security.protocol=SSL
ssl.keystore.type=PKCS12
ssl.keystore.location=/brokers/broker.p12
ssl.keystore.password=$KAFKA_KEYSTORE_PASSWORD
ssl.key.password=$KAFKA_KEYSTORE_PASSWORD
ssl.truststore.type=PEM
ssl.truststore.location=/brokers/authority.pem
P
for user in gateway orchestrator projection; do
    $bin/kafka-configs.sh --bootstrap-server $brokers --command-config $client --alter \
        --entity-type users --entity-name $user --add-config "SCRAM-SHA-512=[password=$STEPFOLD_KAFKA_PASSWORD]"
done
# By its class, since a local stand-in of the image may lack the script.
kafka-acls.sh() { $bin/kafka-run-class.sh org.apache.kafka.tools.AclCommand "$@" > /dev/null; }
. /rights.sh
