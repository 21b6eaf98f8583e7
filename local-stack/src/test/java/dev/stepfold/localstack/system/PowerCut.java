package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.PowerCutRun.Doc;
import dev.stepfold.schemas.KafkaNames;
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
    private static final List<Kind> SHARED = List.of(Kind.FEED, Kind.COMMANDS, Kind.CHANGELOGS, Kind.OFFSETS);
    private static final int TURNS = 5;
    private static final double HALF = 0.5;
    private static final long SEEDS = 6;

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
                case DOCUMENTS -> topic.startsWith(KafkaNames.DEFAULT.documentPrefix());
                case FEED -> topic.equals(KafkaNames.DEFAULT.stepEvents());
                case COMMANDS -> topic.equals(KafkaNames.DEFAULT.commands());
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
                for (PartitionFiles log :
                        files.partitions(topic -> topic.equals(KafkaNames.DEFAULT.documentPrefix() + doc.id()))) {
                    int batches = log.batches().size();
                    log.keep(batches - 1 - (number + turn * size) % batches);
                }
            }
        };
    }

    /**
     * Cuts each partition of a kind at another boundary: the first loses its last batch, the second its last two, and so
     * on; the next turn goes on from there.
     */
    static Cut staggered(Kind kind, int turn) {
        return (files, _) -> {
            List<PartitionFiles> logs = files.partitions(kind::has);
            for (int i = 0; i < logs.size(); i++) {
                int batches = logs.get(i).batches().size();
                logs.get(i).keep(Math.max(0, batches - 1 - i - turn * logs.size()));
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
        cases.addAll(alone());
        cases.addAll(pairs());
        for (long seed = 1; seed <= SEEDS; seed++) {
            cases.add(of("all, seed " + seed, anywhere(seed, Kind.values())));
        }
        return cases;
    }

    private static List<PowerCut> alone() {
        List<PowerCut> cases = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            cases.add(of("documents, turn " + turn, documents(turn)));
        }
        for (Kind kind : SHARED) {
            for (int turn = 0; turn < TURNS; turn++) {
                cases.add(of(kind.text + ", turn " + turn, staggered(kind, turn)));
            }
            cases.add(of(kind.text + " keep half", share(kind, HALF)));
            cases.add(of(kind.text + " keep none", share(kind, 0)));
        }
        cases.add(of("projection wiped", projectionWiped()));
        for (Kind kind : Kind.values()) {
            cases.add(of(kind.text + " missing", missing(kind)));
        }
        return cases;
    }

    private static List<PowerCut> pairs() {
        List<PowerCut> cases = new ArrayList<>();
        for (Kind kind : SHARED) {
            String pair = "documents + " + kind.text;
            for (int turn = 0; turn < TURNS; turn++) {
                cases.add(of(pair + ", turn " + turn, documents(turn), staggered(kind, TURNS - 1 - turn)));
            }
            cases.add(of(pair + " keep half", documents(1), share(kind, HALF)));
            cases.add(of(pair + " keep none", documents(2), share(kind, 0)));
        }
        for (int i = 0; i < SHARED.size(); i++) {
            for (Kind other : SHARED.subList(i + 1, SHARED.size())) {
                Kind one = SHARED.get(i);
                String pair = one.text + " + " + other.text;
                cases.add(of(pair + ", turn 0", staggered(one, 0), staggered(other, 0)));
                cases.add(of(pair + " keep half", share(one, HALF), share(other, HALF)));
            }
        }
        cases.add(of("projection wiped + changelogs keep half", projectionWiped(), share(Kind.CHANGELOGS, HALF)));
        cases.add(of("projection wiped + feed keep half", projectionWiped(), share(Kind.FEED, HALF)));
        return cases;
    }
}
