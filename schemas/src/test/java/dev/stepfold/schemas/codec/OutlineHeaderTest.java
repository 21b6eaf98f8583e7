package dev.stepfold.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class OutlineHeaderTest {
    @Test
    void holdsAnyOwnerInAscii() {
        StateOutline outline =
                new StateOutline(new Owner("Žofie \"☂\" \n"), 30, Instant.parse("2026-01-02T03:04:05.678Z"));

        String header = OutlineHeader.write(outline);

        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(header)).isTrue();
        assertThat(header).doesNotContain("\n");
        assertThat(OutlineHeader.read(header)).contains(outline);
    }

    @Test
    void tellsOfADocumentWithoutEvents() {
        StateOutline outline = StateOutline.of(DocumentState.initial(new DocumentId("doc")));

        assertThat(OutlineHeader.read(OutlineHeader.write(outline))).contains(outline);
        assertThat(outline.sequence()).isEqualTo(DocumentState.SEQUENCE_NONE);
    }

    @Test
    void readsNothingFromAHeaderThatIsMissingOrMeansSomethingElse() {
        assertThat(OutlineHeader.read(null)).isEmpty();
        assertThat(OutlineHeader.read("")).isEmpty();
        assertThat(OutlineHeader.read("\"30\"")).isEmpty();
        assertThat(OutlineHeader.read("{\"sequence\":\"many\"}")).isEmpty();
    }
}
