package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.localstack.supervisor.ProcessName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void aNewHomeIsMadeWithItsFolders() {
        StackHome home = new StackHome(folder.resolve("new").resolve("home"));

        home.prepare();

        assertThat(home.path().resolve("pids")).isDirectory();
        assertThat(home.path().resolve("logs")).isDirectory();
        assertThat(home.path().resolve("data")).isDirectory();
    }
}
