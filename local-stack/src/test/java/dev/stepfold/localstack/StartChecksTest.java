package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.localstack.supervisor.PidFile;
import dev.stepfold.localstack.supervisor.ProcessName;
import dev.stepfold.localstack.supervisor.SupervisorLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartChecksTest {
    private static final ProcessName GATEWAY = new ProcessName("gateway");

    @TempDir
    Path folder;

    @Test
    void aTakenPortIsNamedWithTheProcessThatNeedsIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> PortCheck.requireFree(Map.of(GATEWAY, port)))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("Port " + port + ", which the gateway process needs, is taken by another program: "
                            + "stop that one, or set STEPFOLD_GATEWAY_PORT to a free port.");
        }
    }

    @Test
    void aPortThatAProgramHoldsOnAllAddressesIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> PortCheck.requireFree(Map.of(GATEWAY, taken.getLocalPort())))
                    .isInstanceOf(StartFailure.class);
        }
    }

    @Test
    void aFreePortIsAccepted() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatCode(() -> PortCheck.requireFree(Map.of(GATEWAY, port))).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsNamedWithTheRoomThatIsNeeded() {
        StackHome home = new StackHome(Path.of("/home/stack"));

        assertThatThrownBy(() -> home.requireRoom(12L * 1024 * 1024))
                .isInstanceOf(StartFailure.class)
                .hasMessage("The disk that holds /home/stack is full: 12 MB are free, Stepfold needs 200 MB; "
                        + "make room, or set STEPFOLD_HOME to a folder on another disk.");
        assertThatCode(() -> home.requireRoom(StackHome.BYTES_FREE_MIN)).doesNotThrowAnyException();
    }

    @Test
    void aHomeThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        assertThatThrownBy(() -> new StackHome(file).prepare())
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("The folder " + file + " cannot be written (");
    }

    @Test
    void aHomeIsOpenToItsOwnerOnlyAlsoOneThatWasMadeBefore() throws IOException {
        Path made = Files.createDirectory(folder.resolve("made"));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path path : List.of(made, folder.resolve("new"))) {
            new StackHome(path).prepare();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aHomeOfSomebodyElseIsRefused() throws IOException {
        Assumptions.assumeTrue(
                Files.getOwner(folder).getName().equals("root"), "SKIPPED: only root can give a folder away");
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), foreign);
        Files.setAttribute(link, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(() -> new StackHome(link).prepare())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("belongs to");
        Files.setAttribute(foreign, "unix:uid", 65534);
        assertThatThrownBy(() -> new StackHome(foreign).prepare())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("belongs to");
    }

    @Test
    void theSecretOfTheServicesIsMadeOnceForAHomeAndNobodyElseCanReadIt() throws IOException {
        StackHome home = new StackHome(folder.resolve("home"));
        home.prepare();

        String secret = StackSecret.of(home, Map.of());

        assertThat(secret).matches("[0-9a-f]{64}");
        assertThat(StackSecret.of(home, Map.of())).isEqualTo(secret);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.path().resolve("service-secret"))))
                .isEqualTo("rw-------");
        assertThat(StackSecret.of(home, Map.of("STEPFOLD_SERVICE_SECRET", "the user's own")))
                .isEqualTo("the user's own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "0123456789abcdef", "with a space 0123456789abcdef0123456789abcdef"})
    void aFileThatHoldsNoSecretIsReplaced(String left) throws IOException {
        StackHome home = new StackHome(folder.resolve("home"));
        home.prepare();
        Files.writeString(home.path().resolve("service-secret"), left);

        String secret = StackSecret.of(home, Map.of());

        assertThat(secret).matches("[0-9a-f]{64}");
        assertThat(StackSecret.of(home, Map.of())).isEqualTo(secret);
    }

    @Test
    void noFileOfTheHomeIsWrittenThroughALink() throws IOException {
        StackHome home = new StackHome(folder.resolve("home"));
        home.prepare();
        Path victim = Files.writeString(folder.resolve("victim"), "as it was");
        Files.createSymbolicLink(home.supervisorPid(), victim);
        Files.createSymbolicLink(home.path().resolve("service-secret"), victim);
        Files.createSymbolicLink(home.path().resolve("pids").resolve("kafka.pid.new"), victim);

        assertThatThrownBy(() -> SupervisorLock.tryTake(home.supervisorPid())).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> StackSecret.of(home, Map.of())).isInstanceOf(StartFailure.class);
        new PidFile(home.path().resolve("pids").resolve("kafka.pid")).write(7);
        assertThat(victim).hasContent("as it was");
    }

    @Test
    void aNewHomeIsMadeWithItsFolders() {
        StackHome home = new StackHome(folder.resolve("new").resolve("home"));

        home.prepare();

        assertThat(home.path().resolve("pids")).isDirectory();
        assertThat(home.path().resolve("logs")).isDirectory();
        assertThat(home.path().resolve("data")).isDirectory();
    }
}
