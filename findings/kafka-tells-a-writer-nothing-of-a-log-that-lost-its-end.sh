#!/usr/bin/env bash
# Kafka 4.3.1: when a log has lost its end, as in a power cut, an idempotent producer (acks=all) that goes on writing gets no error. Its
# next record takes an offset that was acknowledged before; only that offset tells.
#
# Of the readers, one that was placed by seek(partition, offset) is not told either: it gets whatever has been written at its position since,
# and never sees the records below it. Only one placed with the leader epoch of the last record that it read,
# seek(partition, OffsetAndMetadata), gets LogTruncationException (KIP-320).
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
import java.io.File;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

public class Main {
    static final TopicPartition LOG = new TopicPartition("log", 0);
    static final int WRITTEN = 10;
    static final int LEFT = 6;

    static KafkaRaftServer start(Path data, int port, int controller) {
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
        return server;
    }

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static List<String> poll(KafkaConsumer<String, String> consumer) {
        List<String> seen = new ArrayList<>();
        long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (seen.isEmpty() && System.nanoTime() < until) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                seen.add(record.offset() + "=" + record.value());
            }
        }
        return seen;
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
        KafkaRaftServer server = start(data, port, controller);
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic("log", 1, (short) 1))).all().get();
        }
        KafkaProducer<String, String> producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
        for (int i = 0; i < WRITTEN; i++) {
            producer.send(new ProducerRecord<>("log", "old-" + i)).get();
        }
        Map<String, Object> reading = new HashMap<>(client);
        reading.put("auto.offset.reset", "none");
        Optional<Integer> epoch;
        KafkaConsumer<String, String> first = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
        first.assign(List.of(LOG));
        first.seek(LOG, WRITTEN - 1);
        ConsumerRecord<String, String> last = null;
        while (last == null) {
            for (ConsumerRecord<String, String> record : first.poll(Duration.ofMillis(200))) {
                last = record;
            }
        }
        epoch = last.leaderEpoch();
        first.close();

        server.shutdown();
        server.awaitShutdown();
        File segment = data.resolve("log-0/00000000000000000000.log").toFile();
        try (FileRecords records = FileRecords.open(segment)) {
            int keep = 0;
            for (RecordBatch batch : records.batches()) {
                keep += batch.nextOffset() <= LEFT ? batch.sizeInBytes() : 0;
            }
            records.truncateTo(keep);
        }
        for (File file : data.resolve("log-0").toFile().listFiles()) {
            if (file.getName().endsWith("index") || file.getName().endsWith(".snapshot")) {
                Files.delete(file.toPath());
            }
        }
        Files.deleteIfExists(data.resolve(".kafka_cleanshutdown"));
        for (String name : List.of("recovery-point-offset-checkpoint", "replication-offset-checkpoint", "log-start-offset-checkpoint")) {
            Files.deleteIfExists(data.resolve(name));
        }
        server = start(data, port, controller);

        for (int i = 0; i < WRITTEN; i++) {
            long offset = producer.send(new ProducerRecord<>("log", "new-" + i)).get().offset();
            if (i == 0) {
                System.out.println("producer: acknowledged up to offset " + (WRITTEN - 1) + ", then at offset " + offset);
            }
        }
        producer.close();
        try (KafkaConsumer<String, String> plain = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer())) {
            plain.assign(List.of(LOG));
            plain.seek(LOG, WRITTEN);
            System.out.println("seek(partition, offset): " + poll(plain).getFirst());
        }
        try (KafkaConsumer<String, String> careful = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer())) {
            careful.assign(List.of(LOG));
            careful.seek(LOG, new OffsetAndMetadata(WRITTEN, epoch, ""));
            try {
                System.out.println("seek with the leader epoch: " + poll(careful));
            } catch (LogTruncationException e) {
                System.out.println("seek with the leader epoch: LogTruncationException, diverged at "
                        + e.divergentOffsets().get(LOG).offset());
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
seen=$(timeout 180 java -cp "$folder/classes:$folder/lib/*" Main "$folder/data")
expected='producer: acknowledged up to offset 9, then at offset 6
seek(partition, offset): 10=new-4
seek with the leader epoch: LogTruncationException, diverged at 6'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
