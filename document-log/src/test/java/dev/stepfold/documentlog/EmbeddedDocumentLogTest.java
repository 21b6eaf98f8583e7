package dev.stepfold.documentlog;

import dev.stepfold.testkit.SharedBroker;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a broker in the test's own JVM. */
class EmbeddedDocumentLogTest extends DocumentLogContract {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @Override
    String bootstrapServers() {
        return BROKER.bootstrapServers();
    }
}
