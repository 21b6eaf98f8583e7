package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProjectionClientTest {
    private static final DocumentId LOST = new DocumentId("lost");
    private static final DocumentId HELD = new DocumentId("held");

    @Test
    void asksAnInstanceThatCannotTellAboutOneDocumentAboutTheNext() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client = new ProjectionClient(List.of(projection.uri()), Duration.ofMinutes(1))) {
            projection.holds(DocumentState.initial(HELD));
            projection.failWith(503);
            assertThat(client.find(LOST)).isEqualTo(new ProjectionAnswer.Unavailable());
            projection.failWith(0);

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Known(DocumentState.initial(HELD)));
        }
    }
}
