package dev.stepfold.commandline.doctor;

import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether a cluster is fit for Stepfold. Each check is tried by itself: one that cannot be made is a finding too. Whatever
 * a check writes, it removes.
 */
public final class Doctor {
    private final Cluster cluster;
    private final boolean writing;

    /** A check, or some that belong together. */
    interface Check {
        void run(List<Finding> findings);
    }

    /** @param writing whether a topic may be made for a moment, to try what can only be tried */
    public Doctor(Cluster cluster, boolean writing) {
        this.cluster = cluster;
        this.writing = writing;
    }

    /**
     * Makes all checks.
     *
     * @param use takes each finding as soon as it is there
     * @return the worst level
     */
    public Finding.Level run(Consumer<Finding> use) {
        // Without an answer at all there is one sentence, not a list of checks that failed.
        String id = cluster.id();
        use.accept(Finding.ok("Kafka answers at " + cluster.kafka().servers() + ": cluster " + id));
        BrokerChecks brokers = new BrokerChecks(cluster);
        TopicChecks topics = new TopicChecks(cluster);
        DocumentChecks documents = new DocumentChecks(cluster);
        Finding.Level worst = Finding.Level.OK;
        List<Named> checks = new ArrayList<>(List.of(
                new Named("version", brokers::version),
                new Named("replication", brokers::replication),
                new Named("broker settings", brokers::settings),
                new Named("disk", brokers::disk),
                new Named("shared topics", topics::shared),
                new Named("replicas", topics::replicas),
                new Named("left-over topics", topics::leftOver),
                new Named("document topics", documents::settings),
                new Named("offsets", documents::offsets),
                new Named("rights", new Rights(cluster)::check)));
        if (writing) {
            checks.add(new Named("clock", new ClockCheck(cluster)::check));
        } else {
            checks.add(new Named(
                    "clock",
                    findings -> findings.add(Finding.ok("clocks: not compared, which needs to write a record"))));
        }
        for (Named check : checks) {
            List<Finding> findings = new ArrayList<>();
            try {
                check.check.run(findings);
            } catch (CommandFailedException e) {
                findings.add(Finding.warning(check.name + ": could not be checked: " + e.getMessage()));
            }
            for (Finding finding : findings) {
                use.accept(finding);
                worst = finding.level().compareTo(worst) > 0 ? finding.level() : worst;
            }
        }
        return worst;
    }

    private record Named(String name, Check check) {}
}
