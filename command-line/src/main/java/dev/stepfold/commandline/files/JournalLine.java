package dev.stepfold.commandline.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backup under way has done with a document: exactly one of its components is given.
 *
 * @param document the document's entry, as it is now
 * @param former an earlier log of a document, which is kept beside
 * @param forgotten a document that is no longer held
 * @param dropped files of earlier logs that are no longer held
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JournalLine(
        @Nullable DocumentEntry document,
        @Nullable DocumentEntry former,
        @Nullable Forgotten forgotten,
        @Nullable List<String> dropped) {
    public static JournalLine of(DocumentEntry document) {
        return new JournalLine(document, null, null, null);
    }

    public static JournalLine ofFormer(DocumentEntry former) {
        return new JournalLine(null, former, null, null);
    }

    public static JournalLine of(Forgotten forgotten) {
        return new JournalLine(null, null, forgotten, null);
    }

    public static JournalLine ofDropped(List<String> files) {
        return new JournalLine(null, null, null, files);
    }
}
