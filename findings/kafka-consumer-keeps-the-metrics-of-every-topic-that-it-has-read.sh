#!/usr/bin/env bash
# Kafka 4.3.1: a consumer keeps metrics for every topic that it has ever fetched, until it is closed. Assigning another topic, or none, takes
# away the metrics of the partition and leaves the seven of the topic (fourteen where its name has dots). A consumer that is used again for reads
# of many topics grows with each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.3.1</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mkdir -p "$folder/src" "$folder/classes"
cat >"$folder/src/Main.java" <<'JAVA'
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    static final int TOPICS = 20;
    static final String DOTTED = "topic.with.dots";

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static String count(KafkaConsumer<String, String> consumer) {
        Map<String, Integer> count = new TreeMap<>(Map.of("of a partition", 0, "of a topic", 0));
        consumer.metrics().keySet().forEach(name -> {
            if (name.tags().containsKey("partition")) {
                count.merge("of a partition", 1, Integer::sum);
            } else if (name.tags().containsKey("topic")) {
                count.merge("of a topic", 1, Integer::sum);
            }
        });
        return count.toString();
    }

    static void read(KafkaConsumer<String, String> consumer, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {}
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
        List<String> topics = IntStream.range(0, TOPICS).mapToObj(i -> "topic-" + i).toList();
        try (Admin admin = Admin.create(client);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            for (String topic : Stream.concat(topics.stream(), Stream.of(DOTTED)).toList()) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
                producer.send(new ProducerRecord<>(topic, "record")).get();
            }
        }
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            read(consumer, topics.getFirst());
            System.out.println("after one topic: " + count(consumer));
            for (String topic : topics) {
                read(consumer, topic);
            }
            System.out.println("after " + TOPICS + " topics, one after the other: " + count(consumer));
            consumer.unsubscribe();
            System.out.println("without an assignment: " + count(consumer));
        }
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            System.out.println("another consumer: " + count(consumer));
            read(consumer, DOTTED);
            System.out.println("after one topic with dots: " + count(consumer));
        }
        server.shutdown();
        server.awaitShutdown();
        System.exit(0);
    }
}
JAVA
mvn -q -B -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -cp "$folder/lib/*" -d "$folder/classes" "$folder/src/Main.java"
seen=$(timeout 180 java -cp "$folder/classes:$folder/lib/*" Main "$folder/data")
expected='after one topic: {of a partition=7, of a topic=7}
after 20 topics, one after the other: {of a partition=7, of a topic=140}
without an assignment: {of a partition=7, of a topic=140}
another consumer: {of a partition=0, of a topic=0}
after one topic with dots: {of a partition=14, of a topic=14}'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
