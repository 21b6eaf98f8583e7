package dev.stepfold.orchestrator.whole;

import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.testkit.SharedBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gives tests of the whole orchestrator a shared broker, and for each test an orchestrator and a document. */
abstract class OrchestratorTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    OrchestratorStage stage;

    @BeforeEach
    final void start() {
        stage = new OrchestratorStage(BROKER.bootstrapServers(), archive());
    }

    @AfterEach
    final void stop() {
        stage.close();
    }

    /** When documents go to the archive. */
    ArchiveSettings archive() {
        return ArchiveSettings.DEFAULT;
    }
}
