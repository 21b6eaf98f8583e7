package dev.stepfold.localstack.system;

import dev.stepfold.localstack.cluster.ThreeBrokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;

/** What befalls a cluster of three brokers. When {@link #deal} returns, the cluster is as it is to stay until it is healed. */
enum ClusterFault {
    ONE_KILLED("one broker killed, for good") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            cluster.kill(cluster.plainBroker());
        }
    },
    CONTROLLER_KILLED("the active controller killed, for good") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            cluster.kill(cluster.activeController());
        }
    },
    TWO_KILLED("two brokers killed, started again after 20 s") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            cluster.kill(1);
            cluster.kill(2);
            lasts(Duration.ofSeconds(20));
            cluster.startAll();
        }
    },
    ROLLING_RESTART("rolling restart") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            for (int id : ThreeBrokers.IDS) {
                cluster.stop(id);
                cluster.startAll();
                cluster.awaitInSync();
            }
        }
    },
    FROZEN("one broker frozen for 20 s") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            freeze(cluster, cluster.plainBroker());
        }
    },
    CONTROLLER_FROZEN("the active controller frozen for 20 s") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            freeze(cluster, cluster.activeController());
        }
    },
    REASSIGNED("every partition taken off a broker, and given back") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            try (Admin admin = Admin.create(cluster.adminConnection())) {
                reassign(admin, ThreeBrokers.IDS.subList(1, ThreeBrokers.IDS.size()));
                lasts(Duration.ofSeconds(3));
                reassign(admin, ThreeBrokers.IDS);
                cluster.awaitInSync();
                // As the brokers do every five minutes by themselves.
                admin.electLeaders(ElectionType.PREFERRED, null).partitions().get(WITHIN_S, TimeUnit.SECONDS);
            }
        }
    },
    LAGGING_PROMOTED("a follower that lags promoted: frozen for 5 s, then the others' leader killed") {
        @Override
        void deal(ThreeBrokers cluster) throws Exception {
            int leader = cluster.plainBroker();
            int follower = ThreeBrokers.IDS.stream()
                    .filter(id -> id != leader)
                    .filter(id -> id != controller(cluster))
                    .findFirst()
                    .orElseThrow();
            cluster.freeze(follower);
            lasts(Duration.ofSeconds(5));
            cluster.kill(leader);
            cluster.thaw(follower);
        }
    };

    private static final long WITHIN_S = 60;
    private static final Duration FROZEN_FOR = Duration.ofSeconds(20);

    private final String what;

    ClusterFault(String what) {
        this.what = what;
    }

    abstract void deal(ThreeBrokers cluster) throws Exception;

    /** Brings all brokers back, and waits until they have everything. */
    void heal(ThreeBrokers cluster) {
        cluster.startAll();
        cluster.awaitInSync();
    }

    @Override
    public String toString() {
        return what;
    }

    private static int controller(ThreeBrokers cluster) {
        try {
            return cluster.activeController();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void freeze(ThreeBrokers cluster, int broker) throws Exception {
        cluster.freeze(broker);
        lasts(FROZEN_FOR);
        cluster.thaw(broker);
    }

    /** Every partition of every topic gets these replicas, a third of them each of the brokers first. */
    private static void reassign(Admin admin, List<Integer> brokers) throws Exception {
        Set<String> names = admin.listTopics().names().get(WITHIN_S, TimeUnit.SECONDS);
        Map<TopicPartition, Optional<NewPartitionReassignment>> wanted = new HashMap<>();
        Map<String, TopicDescription> topics =
                admin.describeTopics(names).allTopicNames().get(WITHIN_S, TimeUnit.SECONDS);
        topics.forEach((name, topic) -> topic.partitions().forEach(partition -> {
            List<Integer> replicas = new ArrayList<>(brokers);
            Collections.rotate(replicas, partition.partition() + name.hashCode() % brokers.size());
            wanted.put(
                    new TopicPartition(name, partition.partition()),
                    Optional.of(new NewPartitionReassignment(replicas)));
        }));
        admin.alterPartitionReassignments(wanted).all().get(WITHIN_S, TimeUnit.SECONDS);
    }

    /** The fault is a matter of time: nothing is waited for. */
    private static void lasts(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
