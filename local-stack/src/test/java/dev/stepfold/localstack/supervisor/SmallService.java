package dev.stepfold.localstack.supervisor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process as small as can be that has a health endpoint: {@code java SmallService <port> [<exit code>]}. If the variable
 * {@code MAY_END} names a file, it ends only when that file is there, or after 30 s.
 */
public final class SmallService {
    private static final Duration END_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private SmallService() {}

    /** With an exit code it ends at once. */
    public static void main(String[] args) throws IOException {
        if (args.length > 1) {
            System.exit(Integer.parseInt(args[1]));
        }
        Optional.ofNullable(System.getenv("MAY_END"))
                .map(Path::of)
                .ifPresent(file -> Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(file))));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("serving");
    }

    private static void endWith(Path file) {
        System.out.println("stopping");
        long began = System.nanoTime();
        while (!Files.exists(file) && System.nanoTime() - began < END_WITHIN.toNanos()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
