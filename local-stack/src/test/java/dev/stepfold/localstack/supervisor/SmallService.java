package dev.stepfold.localstack.supervisor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A process as small as can be that has a health endpoint: {@code java SmallService <port> [<exit code>]}. */
public final class SmallService {
    private SmallService() {}

    /** With an exit code it ends at once. */
    public static void main(String[] args) throws IOException {
        if (args.length > 1) {
            System.exit(Integer.parseInt(args[1]));
        }
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("serving");
    }
}
