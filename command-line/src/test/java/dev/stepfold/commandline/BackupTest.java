package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a backup holds, when it is taken again, interrupted, damaged, and when documents are erased. */
class BackupTest {
    @RegisterExtension
    static final Broker BROKER = new Broker();

    @TempDir
    Path temporary;

    private Path backup;
    private Story story;

    @BeforeEach
    void open() throws Exception {
        backup = temporary.resolve("backup");
        story = new Story(BROKER.bootstrapServers());
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void holdsEveryRecordVerbatim() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        story.fence(one);
        story.append(one, Story.step("after the fence"));
        story.raw(new ProducerRecord<>(KafkaNames.DEFAULT.document(one), 0, "doc-1", new byte[] {(byte) 0xff, 0}));

        assertThat(backup()).returns(0, Ran::exitCode);

        assertThat(stepfold("verify", backup.toString()))
                .returns(0, Ran::exitCode)
                .extracting(Ran::out)
                .asString()
                .contains("1 documents; 5 records count, 1 fenced, 1 unreadable");
        String exported = stepfold("export", "doc-1").out();
        assertThat(exported.lines()).hasSize(7);
        assertThat(contents(backup)).contains(exported);
    }

    @Test
    void addsOnlyWhatIsNew() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        story.document("doc-2", "a shop", 3);
        backup();

        story.append(one, Story.step("one more"));
        story.document("doc-3", "a garden", 1);
        Ran again = backup();

        assertThat(again.out()).contains("1 documents new, 1 grown, 1 unchanged");
        assertThat(again.out()).contains("; 4 records read");
        assertThat(backup().out()).contains("0 documents new, 0 grown, 3 unchanged; 0 records read");
        assertWhole();
    }

    @Test
    void goesOnWhenALogMovesToTheArchive() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        backup();

        story.archive(one);

        assertThat(backup().out()).contains("0 documents new, 1 grown, 0 unchanged");
        assertThat(backup().out()).contains("0 documents new, 0 grown, 1 unchanged");
        assertWhole();
    }

    @Test
    void isAsTheLastRunLeftItWhereverTheNextIsKilled() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        DocumentId gone = story.document("doc-2", "a secret garden", 3);
        backup();
        Path first = copy(backup, temporary.resolve("first"));
        story.append(one, Story.step("one more"));
        story.document("doc-3", "a shop", 2);
        story.erase(gone);
        backup();
        Path second = copy(backup, temporary.resolve("second"));

        // A run that is killed has written some of its files, each up to some byte, and not yet the manifest.
        List<Path> written = files(second).stream()
                .filter(file -> !file.toString().startsWith("manifest"))
                .toList();
        for (int cut = 0; cut < written.size(); cut++) {
            Path killed = copy(first, temporary.resolve("killed-" + cut));
            for (Path file : written.subList(0, cut)) {
                put(second.resolve(file), killed.resolve(file), Files.size(second.resolve(file)));
            }
            Path torn = second.resolve(written.get(cut));
            long before =
                    Files.exists(first.resolve(written.get(cut))) ? Files.size(first.resolve(written.get(cut))) : 0;
            put(torn, killed.resolve(written.get(cut)), Math.max(before, Files.size(torn) / 2));

            assertThat(stepfold("verify", killed.toString())).as("cut " + cut).returns(0, Ran::exitCode);
            assertThat(stepfold("backup", killed.toString())).as("cut " + cut).returns(0, Ran::exitCode);
            assertThat(stepfold("verify", killed.toString())).as("cut " + cut).returns(0, Ran::exitCode);
            assertThat(contents(killed)).as("cut " + cut).isEqualTo(contents(second));
        }
    }

    @Test
    void goesOnWithAJournalThatIsTornAnywhere() throws Exception {
        for (int document = 0; document < 5; document++) {
            story.document("doc-" + document, "a library", 2);
        }
        backup();
        // The journal of a run that was killed before it had written its manifest: here that of the first run.
        Path begun = copy(backup, temporary.resolve("begun"));
        List<String> index = Files.readAllLines(begun.resolve("index-000001.ndjson"));
        List<String> journal = new ArrayList<>();
        for (String line : index) {
            String json = "{\"document\":" + line + "}";
            journal.add(sha256(json) + " " + json + "\n");
        }
        Files.delete(begun.resolve("index-000001.ndjson"));
        try (Stream<Path> commands = Files.list(begun.resolve("commands"))) {
            for (Path file : commands.toList()) {
                Files.delete(file);
            }
        }
        String manifest = Files.readAllLines(begun.resolve("manifest.ndjson")).getFirst();
        String clusterId = manifest.replaceAll(".*\"clusterId\":\"([^\"]*)\".*", "$1");
        String begunJson = "{\"format\":\"stepfold-backup\",\"version\":1,\"generation\":0,\"clusterId\":\"" + clusterId
                + "\",\"partitions\":0,\"replicationFactor\":0,\"documents\":0,\"commands\":[],\"feedOffsets\":[],"
                + "\"erased\":[],\"forgotten\":[]}";
        Files.writeString(
                begun.resolve("manifest.ndjson"), begunJson + "\n{\"sha256\":\"" + sha256(begunJson) + "\"}\n");
        String text = String.join("", journal);
        for (int length = 0; length <= text.length(); length += text.length() / 7) {
            Path killed = copy(begun, temporary.resolve("torn-" + length));
            Files.writeString(killed.resolve("journal-000000.log"), text.substring(0, length));

            Ran resumed = stepfold("backup", killed.toString());

            long whole = text.substring(0, length)
                    .lines()
                    .filter(line -> line.endsWith("}}"))
                    .count();
            assertThat(resumed.out()).contains((5 - whole) + " documents new, 0 grown, " + whole + " unchanged");
            assertThat(contents(killed)).isEqualTo(contents(backup));
        }
    }

    @Test
    void findsAByteThatChangedInAnyFile() throws Exception {
        story.document("doc-1", "a library", 3);
        story.archive(story.document("doc-2", "a shop", 3));
        backup();

        for (Path file : files(backup)) {
            byte[] bytes = Files.readAllBytes(backup.resolve(file));
            for (int at : bytes.length == 0 ? new int[0] : new int[] {0, bytes.length / 2, bytes.length - 1}) {
                byte[] changed = bytes.clone();
                changed[at] ^= 1;
                Files.write(backup.resolve(file), changed);

                assertThat(stepfold("verify", backup.toString()))
                        .as(file + " at " + at)
                        .returns(1, Ran::exitCode)
                        .extracting(Ran::messages)
                        .asString()
                        .contains(file.toString());
            }
            Files.write(backup.resolve(file), bytes);
        }
        assertWhole();
    }

    @Test
    void readsADamagedDocumentAgain() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        backup();
        Path file = files(backup).stream()
                .filter(path -> path.toString().contains("doc-1"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(backup.resolve(file));
        bytes[20] ^= 1;
        Files.write(backup.resolve(file), bytes);

        story.append(one, Story.step("one more"));
        Ran repaired = backup();

        assertThat(repaired.exitCode()).isEqualTo(1);
        assertThat(repaired.messages()).contains("1 documents had a damaged file in the backup", "doc-1");
        assertWhole();
    }

    @Test
    void forgetsAnErasedDocument() throws Exception {
        story.document("doc-1", "a library", 2);
        DocumentId erased = story.document("doc-2", "a secret garden", 2);
        DocumentId archived = story.document("doc-3", "a secret cellar", 2);
        story.archive(archived);
        backup();
        assertThat(contents(backup)).contains("a secret garden", "a secret cellar");

        story.erase(erased);
        story.erase(archived);
        Ran ran = stepfold("backup", backup.toString(), "--copies-kept", "30d");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .containsPattern(
                        "Document doc-2 was erased at 2.*Z and is forgotten. Copies of .* that were made before "
                                + "2.*Z hold it until 2.*Z at the latest.")
                .contains("Document doc-3 was erased");
        assertThat(contents(backup)).doesNotContain("secret").contains("a library");
        assertWhole();
        assertThat(backup().out()).doesNotContain("erased");
    }

    @Test
    void forgetsTheErasedOneOfTwoDocumentsOfTheSameId() throws Exception {
        DocumentId one = story.document("doc-1", "a secret garden", 4);
        backup();
        story.erase(one);
        story.document("doc-1", "a library", 1);

        Ran ran = backup();

        assertThat(ran.exitCode()).as(ran.messages()).isZero();
        assertThat(contents(backup)).doesNotContain("secret").contains("a library");
        assertWhole();
    }

    @Test
    void keepsADocumentThatIsMissingWithoutAnErasure() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 2);
        backup();
        story.deleteTopic(one);

        Ran ran = backup();

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.messages()).contains("have neither a topic nor an archived log", "doc-1");
        assertThat(contents(backup)).contains("a library");
        assertThat(stepfold("backup", backup.toString(), "--forget-missing").out())
                .contains("Document doc-1 was erased and is forgotten");
    }

    @Test
    void keepsBothLogsWhereKafkaLostItsEnd() throws Exception {
        DocumentId one = story.document("doc-1", "a library", 3);
        backup();
        story.deleteTopic(one);
        story.document("doc-1", "a library", 1);
        story.append(one, Story.step("another way"));

        Ran ran = backup();

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.messages()).contains("have another log in Kafka than in the backup");
        assertThat(contents(backup)).contains("step 2", "another way");
        assertWhole();
    }

    @Test
    void refusesAnotherClustersFolder() throws Exception {
        story.document("doc-1", "a library", 1);
        backup();
        Path manifest = backup.resolve("manifest.ndjson");
        String json = Files.readAllLines(manifest).getFirst().replaceFirst("\"clusterId\":\"..", "\"clusterId\":\"xx");
        Files.writeString(manifest, json + "\n{\"sha256\":\"" + sha256(json) + "\"}\n");

        assertThat(stepfold("backup", backup.toString()))
                .returns(2, Ran::exitCode)
                .extracting(Ran::messages)
                .asString()
                .contains("use another folder");
    }

    @Test
    void saysInOneSentenceWhyItCannot() {
        assertThat(Ran.stepfold("127.0.0.1:1", "verify", temporary.toString()).messages())
                .isEqualTo("stepfold: " + temporary + " holds no backup: there is no manifest.ndjson in it\n");
        assertThat(stepfold("restore").messages()).contains("Missing required parameter: 'DIR'");
        assertThat(stepfold("tail", "no such/id").messages()).contains("must be a document's id");
        assertThat(stepfold("export", "nobody"))
                .returns(2, Ran::exitCode)
                .extracting(Ran::messages)
                .isEqualTo("stepfold: There is no document nobody: it has neither a topic nor an archived log\n");
    }

    private Ran backup() {
        Ran ran = stepfold("backup", backup.toString());
        assertThat(ran.exitCode()).as(ran.messages()).isLessThan(2);
        return ran;
    }

    private void assertWhole() {
        Ran ran = stepfold("verify", backup.toString());
        assertThat(ran.exitCode()).as(ran.messages()).isZero();
    }

    private static Ran stepfold(String... arguments) {
        return Ran.stepfold(BROKER.bootstrapServers(), arguments);
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Relative paths of the files that hold something. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(file -> !file.toString().equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    /** What the files of records hold, in order. */
    private static String contents(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files(folder)) {
            if (file.toString().endsWith(".gz") && Files.size(folder.resolve(file)) > 0) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(file)))) {
                    all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return all.toString();
    }

    private static Path copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            put(from.resolve(file), to.resolve(file), Files.size(from.resolve(file)));
        }
        return to;
    }

    private static void put(Path from, Path to, long bytes) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        byte[] all = Files.readAllBytes(to);
        Files.write(to, java.util.Arrays.copyOf(all, (int) Math.min(bytes, all.length)));
    }
}
