package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.PowerCutRun.Doc;
import dev.stepfold.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One case: what a power cut took from which files.
 *
 * @param name for people
 * @param cuts what is done to the files, one after another
 */
record PowerCut(String name, List<Cut> cuts) {
    /** Something that a power cut does to files. */
    @FunctionalInterface
    interface Cut {
        void apply(StoppedStack files, List<Doc> documents);
    }

    /** The files that may each lose their end. */
    enum Kind {
        DOCUMENTS("documents"),
        FEED("feed"),
        COMMANDS("commands"),
        CHANGELOGS("changelogs"),
        OFFSETS("offsets");

        final String text;

        Kind(String text) {
            this.text = text;
        }

        boolean has(String topic) {
            return switch (this) {
                case DOCUMENTS -> topic.startsWith(Topics.DOCUMENT_PREFIX);
                case FEED -> topic.equals(Topics.STEP_EVENTS);
                case COMMANDS -> topic.equals(Topics.COMMANDS);
                case CHANGELOGS -> topic.endsWith("-changelog");
                case OFFSETS -> topic.equals("__consumer_offsets");
            };
        }
    }

    static PowerCut of(String name, Cut... cuts) {
        return new PowerCut(name, List.of(cuts));
    }

    void apply(StoppedStack files, List<Doc> documents) {
        cuts.forEach(cut -> cut.apply(files, documents));
    }

    /**
     * Cuts each document's topic at another boundary: the first of a phase loses its last batch, the second its last two,
     * and so on.
     *
     * @param turn moves the boundaries on, so that few turns meet every boundary of every phase
     */
    static Cut documents(int turn) {
        return (files, documents) -> {
            Map<String, Integer> inPhase = new HashMap<>();
            for (Doc doc : documents) {
                int number = inPhase.merge(doc.phase(), 1, Integer::sum) - 1;
                int size = (int) documents.stream()
                        .filter(other -> other.phase().equals(doc.phase()))
                        .count();
                for (PartitionFiles log : files.partitions(topic -> topic.equals(Topics.DOCUMENT_PREFIX + doc.id()))) {
                    int batches = log.batches().size();
                    log.keep(batches - 1 - (number + turn * size) % batches);
                }
            }
        };
    }

    /** Takes the last batches of each partition of a kind. */
    static Cut last(Kind kind, int batches) {
        return (files, _) -> {
            for (PartitionFiles log : files.partitions(kind::has)) {
                log.keep(Math.max(0, log.batches().size() - batches));
            }
        };
    }

    /** Leaves a share of the batches of each partition of a kind, from 0 to 1. */
    static Cut share(Kind kind, double left) {
        return (files, _) -> {
            for (PartitionFiles log : files.partitions(kind::has)) {
                log.keep((int) (log.batches().size() * left));
            }
        };
    }

    /** Leaves each partition of each kind another share, as chance has it. */
    static Cut anywhere(long seed, Kind... kinds) {
        return (files, _) -> {
            Random random = new Random(seed);
            for (Kind kind : kinds) {
                for (PartitionFiles log : files.partitions(kind::has)) {
                    int batches = log.batches().size();
                    log.keep(batches - Math.min(batches, random.nextInt(batches + 1)));
                }
            }
        };
    }

    /** Takes the folders of a kind's topics altogether. */
    static Cut missing(Kind kind) {
        return (files, _) -> files.partitions(kind::has).forEach(log -> StoppedStack.deleteTree(log.folder()));
    }

    /** Takes what the projection has on its own disk. */
    static Cut projectionWiped() {
        return (files, _) -> StoppedStack.deleteTree(files.projection());
    }

    /** Alone, in pairs, and all. */
    static List<PowerCut> complete() {
        List<PowerCut> cases = new ArrayList<>();
        cases.add(of("nothing"));
        for (int turn = 0; turn < 5; turn++) {
            cases.add(of("documents, turn " + turn, documents(turn)));
        }
        List<Kind> shared = List.of(Kind.FEED, Kind.COMMANDS, Kind.CHANGELOGS, Kind.OFFSETS);
        for (Kind kind : shared) {
            cases.add(of(kind.text + " lose 1", last(kind, 1)));
            cases.add(of(kind.text + " lose 5", last(kind, 5)));
            cases.add(of(kind.text + " keep half", share(kind, 0.5)));
            cases.add(of(kind.text + " keep none", share(kind, 0)));
        }
        for (Kind kind : shared) {
            cases.add(of("documents + " + kind.text + " lose 3", documents(0), last(kind, 3)));
            cases.add(of("documents + " + kind.text + " keep half", documents(1), share(kind, 0.5)));
            cases.add(of("documents + " + kind.text + " keep none", documents(2), share(kind, 0)));
        }
        for (int i = 0; i < shared.size(); i++) {
            for (int j = i + 1; j < shared.size(); j++) {
                Kind one = shared.get(i);
                Kind other = shared.get(j);
                String pair = one.text + " + " + other.text;
                cases.add(of(pair + " lose 3", last(one, 3), last(other, 3)));
                cases.add(of(pair + " keep half", share(one, 0.5), share(other, 0.5)));
            }
        }
        for (long seed = 1; seed <= 6; seed++) {
            cases.add(of("all, seed " + seed, anywhere(seed, Kind.values())));
        }
        cases.add(of("projection wiped", projectionWiped()));
        cases.add(of("projection wiped + changelogs keep half", projectionWiped(), share(Kind.CHANGELOGS, 0.5)));
        cases.add(of("projection wiped + feed keep half", projectionWiped(), share(Kind.FEED, 0.5)));
        for (Kind kind : Kind.values()) {
            cases.add(of(kind.text + " missing", missing(kind)));
        }
        return cases;
    }
}
