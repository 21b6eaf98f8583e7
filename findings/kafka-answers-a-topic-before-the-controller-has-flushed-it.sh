#!/usr/bin/env bash
# Kafka 4.3.1, one controller: the metadata log is flushed for every record, but only after the record is committed and answered
# (KafkaRaftClient.flushLeaderLog moves the high watermark first). While the disk is still busy with a new topic, its creation is answered
# and the topic takes records, with flush.messages=1 acknowledged records on the disk. A power cut at that moment takes the topic from
# under them: at the next start the broker renames its folder to "-stray".
#
# The thread that flushes also describes the quorum. A describeMetadataQuorum() that was sent afterwards is answered only once the flush is
# done, so its answer is the sign to wait for.
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
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.raft.KafkaRaftManager;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.RaftLog;

public class Main {
    static final CountDownLatch FLUSH_BEGUN = new CountDownLatch(1);
    static final CountDownLatch DISK_ANSWERS = new CountDownLatch(1);
    static final String TOPIC = "a-new-topic";

    static Field field(Object of, String name) throws Exception {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** The flush after the record of the new topic lasts until the disk answers. */
    static void slowDown(KafkaRaftServer server) throws Exception {
        KafkaRaftManager<?> manager = ((SharedServer) field(server, "sharedServer").get(server)).raftManager();
        Field log = field(manager.client(), "log");
        RaftLog real = (RaftLog) log.get(manager.client());
        AtomicBoolean created = new AtomicBoolean();
        log.set(manager.client(), Proxy.newProxyInstance(
                Main.class.getClassLoader(), new Class<?>[] {RaftLog.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("appendAsLeader")) {
                        ByteBuffer records = ((MemoryRecords) arguments[0]).buffer();
                        byte[] bytes = new byte[records.remaining()];
                        records.get(bytes);
                        created.compareAndSet(false, new String(bytes, StandardCharsets.ISO_8859_1).contains(TOPIC));
                    }
                    if (created.get() && method.getName().equals("flush")) {
                        FLUSH_BEGUN.countDown();
                        DISK_ANSWERS.await();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

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
        try (Admin admin = Admin.create(client);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            admin.describeCluster().nodes().get();
            slowDown(server);
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("flush.messages", "1"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            FLUSH_BEGUN.await();
            System.out.println("topic created, its flush under way");
            long offset = producer.send(new ProducerRecord<>(TOPIC, "value")).get(30, TimeUnit.SECONDS).offset();
            System.out.println("record acknowledged at offset " + offset + ", the topic's flush still under way");
            KafkaFuture<?> quorum = admin.describeMetadataQuorum().quorumInfo();
            try {
                quorum.get(3, TimeUnit.SECONDS);
                System.out.println("quorum described before the flush");
            } catch (TimeoutException e) {
                DISK_ANSWERS.countDown();
                quorum.get(30, TimeUnit.SECONDS);
                System.out.println("quorum described after the flush");
            }
        }
        System.exit(0);
    }
}
JAVA
mvn -q -B -f "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
javac -cp "$folder/lib/*" -d "$folder/classes" "$folder/src/Main.java"
seen=$(timeout 60 java -cp "$folder/classes:$folder/lib/*" Main "$folder/data")
expected='topic created, its flush under way
record acknowledged at offset 0, the topic'"'"'s flush still under way
quorum described after the flush'
echo "$seen"
[ "$seen" = "$expected" ] || { echo "This has changed; it was:"; echo "$expected"; exit 1; }
