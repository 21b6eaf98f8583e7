#!/usr/bin/env bash
# Kafka 4.3.1: beginningOffsets() and offsetsForTimes() set the high watermark that the consumer knows of an assigned partition to the offset that
# they find. currentLag() is then wrong, and even negative, until the next fetch or endOffsets(). Of a partition that is not assigned, each of them,
# and endOffsets(), logs a warning that it is "no longer assigned", although it never was.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mkdir -p "$folder/src" "$folder/classes"
cat >"$folder/src/Main.java" <<'JAVA'
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

public class Main {
    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        int port = freePort();
        int controller = freePort();
        Formatter formatter = new Formatter();
        formatter.setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(data.toString())
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(PrintStream.nullOutputStream()))
                .run();
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "BROKER");
        settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", "BROKER://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("log.dirs", data.toString());
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        TopicPartition partition = new TopicPartition("topic", 0);
        try (Admin admin = Admin.create(client);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("topic", 1, (short) 1))).all().get();
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>("topic", null, 1_000L + i, null, "record")).get();
            }
        }
        for (String protocol : List.of("classic", "consumer")) {
            Map<String, Object> consuming = new HashMap<>(client);
            consuming.put("group.protocol", protocol);
            consuming.put("group.id", "group");
            consuming.put("enable.auto.commit", "false");
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
                System.out.println(protocol);
                consumer.endOffsets(List.of(partition));
                consumer.assign(List.of(partition));
                consumer.seek(partition, 40);
                consumer.endOffsets(List.of(partition));
                System.out.println("lag at 40 of 100: " + consumer.currentLag(partition));
                consumer.beginningOffsets(List.of(partition));
                System.out.println("after beginningOffsets: " + consumer.currentLag(partition));
                consumer.offsetsForTimes(Map.of(partition, 1_050L));
                System.out.println("after offsetsForTimes: " + consumer.currentLag(partition));
            }
        }
        server.shutdown();
        server.awaitShutdown();
        System.exit(0);
    }
}
JAVA
mvn -q -B -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -cp "$folder/lib/*" -d "$folder/classes" "$folder/src/Main.java"
timeout 180 java -Dorg.slf4j.simpleLogger.logFile=System.out -Dorg.slf4j.simpleLogger.defaultLogLevel=off \
    -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.consumer=warn \
    -cp "$folder/classes:$folder/lib/*" Main "$folder/data" >"$folder/output"
seen=$(grep -v ' WARN ' "$folder/output"; echo "warnings: $(grep -c ' WARN .* as it is no longer assigned' "$folder/output")")
expected='classic
lag at 40 of 100: OptionalLong[60]
after beginningOffsets: OptionalLong[-40]
after offsetsForTimes: OptionalLong[10]
consumer
lag at 40 of 100: OptionalLong[60]
after beginningOffsets: OptionalLong[-40]
after offsetsForTimes: OptionalLong[10]
warnings: 2'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
