package dev.stepfold.projection;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.connection.ConnectionWatch;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.LastProblem;
import dev.stepfold.documentlog.rights.RightsWatch;
import dev.stepfold.documentlog.rights.ServiceRights;
import dev.stepfold.projection.query.BoundedLookups;
import dev.stepfold.projection.query.DocumentQueries;
import dev.stepfold.projection.query.ListQueries;
import dev.stepfold.projection.query.Peers;
import dev.stepfold.projection.streams.DamagedStates;
import dev.stepfold.projection.streams.FeedLag;
import dev.stepfold.projection.streams.LogAccess;
import dev.stepfold.projection.streams.LogSweep;
import dev.stepfold.projection.streams.ProjectionConfig;
import dev.stepfold.projection.streams.StreamsSettings;
import dev.stepfold.projection.streams.StreamsSupervisor;
import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.projection.topology.FoldSpans;
import dev.stepfold.projection.topology.Healing;
import dev.stepfold.projection.topology.Suspects;
import dev.stepfold.servicehttp.DoorSettings;
import dev.stepfold.servicehttp.RequestSpans;
import dev.stepfold.servicehttp.ServiceSecret;
import dev.stepfold.servicehttp.UnusableSettingsException;
import dev.stepfold.tracing.HttpCalls;
import dev.stepfold.tracing.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the parts together: the only place that depends on both Micronaut and Kafka Streams. */
@Factory
final class ProjectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionFactory.class);

    /** Shorter than the time that another instance or the gateway waits for the answer. */
    private static final Duration LOOKUP_PATIENCE = Duration.ofMillis(500);

    private static final int LOOKUPS_MAX = 256;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @Singleton
    @Bean(preDestroy = "close")
    StreamsSupervisor supervisor(
            ProjectionConfig config,
            KafkaConnection kafka,
            LastProblem problem,
            Healing healing,
            EmbeddedServer server,
            MeterRegistry meters,
            Tracing tracing) {
        makeDirectory(config.dataDir());
        HostInfo self = StreamsSettings.self(config, server.getPort());
        StreamsSupervisor supervisor = new StreamsSupervisor(
                new Parts(
                        config, kafka, problem, healing, self, meters, new FoldSpans(tracing, InstantSource.system())),
                self,
                config.instance().isPresent(),
                BACKOFF);
        Gauge.builder(
                        "stepfold.projection.lag.events",
                        supervisor,
                        one -> one.streams().map(FeedLag::events).orElse(Double.NaN))
                .description("Events of this instance's partitions that it has not folded and committed yet")
                .register(meters);
        return supervisor;
    }

    @Singleton
    @Bean(preDestroy = "close")
    RightsWatch rights(KafkaConnection kafka) {
        return new RightsWatch(kafka, ServiceRights.PROJECTION);
    }

    @Singleton
    @Bean(preDestroy = "close")
    LogAccess logs(KafkaConnection kafka) {
        return new LogAccess(kafka);
    }

    @Singleton
    Healing healing(LogAccess logs, MeterRegistry meters) {
        Suspects suspects = new Suspects();
        Gauge.builder("stepfold.projection.suspects", suspects, Suspects::count)
                .description("Documents that wait to be folded anew from their logs")
                .register(meters);
        return new Healing(suspects, logs, new RefoldMeters(meters));
    }

    @Singleton
    @Bean(preDestroy = "close")
    LogSweep sweep(KafkaConnection kafka, StreamsSupervisor supervisor, Healing healing) {
        return new LogSweep(
                supervisor, () -> kafka.admin(StreamsSettings.admin(kafka.names())), kafka.names(), healing.suspects());
    }

    /**
     * Ends the service, with the reason, if the directory cannot be used; otherwise every run of Kafka Streams would
     * end.
     */
    private static void makeDirectory(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
            if (Files.isWritable(dataDir)) {
                return;
            }
        } catch (IOException e) {
            LOG.debug("no directory path={}", dataDir, e);
        }
        throw new UnusableSettingsException(
                "STEPFOLD_DATA_DIR must be a directory that can be created and written to, not " + dataDir);
    }

    @Singleton
    BoundedLookups lookups(StreamsSupervisor supervisor, Healing healing) {
        return new BoundedLookups(
                new DocumentQueries(supervisor, healing.suspects())::lookup, LOOKUP_PATIENCE, LOOKUPS_MAX);
    }

    @Singleton
    ListQueries listQueries(StreamsSupervisor supervisor, Peers peers) {
        return new ListQueries(supervisor, peers);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Peers peers(DoorSettings door, Tracing tracing) {
        return new Peers(
                door.secret().map(ServiceSecret::header).orElse(null), new HttpCalls(tracing, RequestSpans::here));
    }

    /** Kafka Streams starts once HTTP answers, so that "not ready" can be distinguished from "not there". */
    @Singleton
    ApplicationEventListener<ServerStartupEvent> startWithTheServer(
            StreamsSupervisor supervisor, LogSweep sweep, RightsWatch rights) {
        return _ -> {
            rights.start();
            supervisor.start();
            sweep.start();
        };
    }

    private record Parts(
            ProjectionConfig config,
            KafkaConnection kafka,
            LastProblem problem,
            Healing healing,
            HostInfo self,
            MeterRegistry meters,
            FoldSpans spans)
            implements StreamsSupervisor.Parts {
        @Override
        public void prepare() throws LogUnavailableException {
            try (Admin admin = kafka.admin(StreamsSettings.admin(kafka.names()))) {
                SharedTopics.prepare(admin, kafka, config.topicLayout());
                problem.solved();
            } catch (KafkaException e) {
                throw new LogUnavailableException("no client of Kafka", e);
            }
        }

        @Override
        public void unavailable(LogUnavailableException failure) {
            problem.met(failure);
        }

        @Override
        public void leaveGroup() {
            StreamsSettings.groupInstanceId(config).ifPresent(member -> {
                try (Admin admin = kafka.admin(StreamsSettings.admin(kafka.names()))) {
                    admin.removeMembersFromConsumerGroup(
                                    kafka.names().projection(),
                                    new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(member))))
                            .all()
                            .get();
                } catch (KafkaException | ExecutionException e) {
                    LOG.info("not removed from the group member={} cause={}", member, e.toString());
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public void failed(Throwable failure) {
            new DamagedStates(config.dataDir(), kafka.names().projection()).setAsideIfDamaged(failure);
        }

        @Override
        public KafkaStreams create() {
            DocumentTopology.Config topology = DocumentTopology.Config.DEFAULT;
            Properties settings = new Properties();
            settings.putAll(kafka.with(StreamsSettings.streams(config, kafka.names(), topology, self)));
            return new KafkaStreams(DocumentTopology.build(topology, kafka.names(), healing, spans), settings);
        }

        @Override
        public StreamsSupervisor.Watch watch(KafkaStreams streams) {
            KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
            metrics.bindTo(meters);
            ConnectionWatch connection = new ConnectionWatch(kafka, problem);
            connection.start();
            return () -> {
                connection.close();
                metrics.close();
            };
        }
    }
}
