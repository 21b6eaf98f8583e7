package dev.stepfold.commandline.backup;

import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.Forgotten;
import dev.stepfold.schemas.DocumentId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of a backup did. Filled by one thread at a time.
 */
public final class Report {
    /** How many documents of a kind are named; the others are counted. */
    private static final int NAMED_MAX = 10;

    private int added;
    private int grown;
    private int unchanged;
    private long records;
    private final List<String> replaced = new ArrayList<>();
    private final List<String> repaired = new ArrayList<>();
    private final List<String> shorter = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Forgotten> forgotten = new ArrayList<>();

    void count(DocumentCopy.Outcome outcome) {
        switch (outcome) {
            case DocumentCopy.Outcome.Unchanged _ -> unchanged++;
            case DocumentCopy.Outcome.Written(DocumentEntry _, boolean isNew) -> {
                if (isNew) {
                    added++;
                } else {
                    grown++;
                }
            }
            case DocumentCopy.Outcome.Replaced(DocumentEntry entry, DocumentEntry _) -> {
                grown++;
                replaced.add(entry.documentId().value());
            }
            case DocumentCopy.Outcome.Repaired(DocumentEntry entry) -> {
                grown++;
                repaired.add(entry.documentId().value());
            }
            case DocumentCopy.Outcome.Shorter(DocumentEntry entry, long _) -> {
                unchanged++;
                shorter.add(entry.documentId().value());
            }
            case DocumentCopy.Outcome.ReadWhole _ -> {}
        }
    }

    void unchanged(int documents) {
        unchanged += documents;
    }

    void read(long more) {
        records += more;
    }

    void missing(DocumentId documentId) {
        missing.add(documentId.value());
    }

    void forgot(Forgotten one) {
        forgotten.add(one);
    }

    /** A document that was replaced because it had been erased before is no reason to worry. */
    void erasedBefore(DocumentId documentId) {
        replaced.remove(documentId.value());
    }

    public int added() {
        return added;
    }

    public int grown() {
        return grown;
    }

    public int unchanged() {
        return unchanged;
    }

    /** How many records were read from Kafka. */
    public long records() {
        return records;
    }

    public List<Forgotten> forgotten() {
        return forgotten;
    }

    /** What a person should look at: a sentence for each kind. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        warn(
                warnings,
                shorter,
                "have fewer records in Kafka than in the backup, as after a power cut; the backup keeps the longer log");
        warn(
                warnings,
                replaced,
                "have another log in Kafka than in the backup; the backup has the new log, and keeps the former beside it");
        warn(warnings, repaired, "had a damaged file in the backup; it was read again from Kafka");
        warn(
                warnings,
                missing,
                "have neither a topic nor an archived log, and no tombstone says that they were erased; the backup keeps "
                        + "them (--forget-missing forgets them)");
        return warnings;
    }

    private static void warn(List<String> warnings, List<String> documents, String what) {
        if (!documents.isEmpty()) {
            List<String> named = documents.subList(0, Math.min(NAMED_MAX, documents.size()));
            String more = documents.size() > NAMED_MAX ? " and " + (documents.size() - NAMED_MAX) + " more" : "";
            warnings.add(documents.size() + " documents " + what + ": " + String.join(", ", named) + more);
        }
    }
}
