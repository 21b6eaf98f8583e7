package dev.stepfold.servicehttp;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that a service answers to: those of loopback, and configured ones. Somebody may have pointed any other name
 * at this machine, so that a foreign page counts as one of the service's own origin (DNS rebinding).
 */
public final class HostNames {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** {@code uri-host [":" port]} (RFC 9110, section 7.2). */
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]*]|[A-Za-z0-9._-]*)(:[0-9]*)?");

    private static final Pattern NAME = Pattern.compile("\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+");

    private final Set<String> names = new HashSet<>(LOOPBACK);

    HostNames(List<String> configured) {
        configured.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Whether a request is addressed to one of the names. A request without a name, which no browser sends, is; a
     * request with two is not. If the target is a whole address, its name counts as well (RFC 9112, section 3.2.2).
     */
    public boolean areMeantBy(HttpRequest<?> request) {
        List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
        @Nullable String target = request.getUri().getAuthority();
        return hosts.size() <= 1 && hosts.stream().allMatch(this::isOne) && (target == null || isOne(target));
    }

    private boolean isOne(String host) {
        Matcher matcher = HOST.matcher(host);
        return matcher.matches() && names.contains(matcher.group(1).toLowerCase(Locale.ROOT));
    }
}
