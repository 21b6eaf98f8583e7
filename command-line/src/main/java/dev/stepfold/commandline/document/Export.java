package dev.stepfold.commandline.document;

import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.schemas.DocumentId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import org.apache.kafka.clients.consumer.Consumer;

/** Writes every record of a document's log, verbatim and fenced writes included, one JSON object a line. */
public final class Export {
    private Export() {}

    /** Writes the log as it is now. */
    public static void run(Cluster cluster, DocumentId documentId, PrintStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
        try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
            Logs.Place place = new Logs(cluster, consumer).read(documentId, 0, record -> {
                try {
                    buffered.write(record.line());
                    buffered.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (place == Logs.Place.NOWHERE) {
                throw new CommandFailedException(
                        "There is no document " + documentId + ": it has neither a topic nor an archived log");
            }
        }
        buffered.flush();
    }
}
