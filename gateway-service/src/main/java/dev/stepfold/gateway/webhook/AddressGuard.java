package dev.stepfold.gateway.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps webhooks from addresses that are not public, so that nobody reaches through the gateway what only the gateway can
 * reach (server-side request forgery). A host is resolved once, all of its addresses are checked, and the connection goes to
 * one that was checked.
 */
public final class AddressGuard {
    private static final int URL_CHARS_MAX = 2_000;
    private static final int PORT_MAX = 65_535;

    /** Special purposes of IPv4 (RFC 6890 and its registry), private and shared addresses among them. */
    private static final List<Range> RESERVED_4 = List.of(
            range(8, 0),
            range(8, 10),
            range(10, 100, 64),
            range(8, 127),
            range(16, 169, 254),
            range(12, 172, 16),
            range(24, 192, 0, 0),
            range(24, 192, 0, 2),
            range(24, 192, 88, 99),
            range(16, 192, 168),
            range(15, 198, 18),
            range(24, 198, 51, 100),
            range(24, 203, 0, 113),
            range(4, 224),
            range(4, 240));

    /** All unicast addresses of IPv6 that are assigned (RFC 4291). */
    private static final Range GLOBAL_6 = range(3, 0x20);

    /** Special purposes within them: protocols and Teredo, documentation, 6to4. */
    private static final List<Range> RESERVED_6 = List.of(
            range(23, 0x20, 0x01), range(32, 0x20, 0x01, 0x0d, 0xb8), range(16, 0x20, 0x02), range(20, 0x3f, 0xff));

    /** An IPv4 address behind a translator (RFC 6052). */
    private static final Range TRANSLATED = range(96, 0x00, 0x64, 0xff, 0x9b);

    private final boolean allowsPrivate;
    private final Resolver resolver;

    /** Looks up the addresses of a host. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** @param allowsPrivate whether any address may be called, and without TLS */
    public AddressGuard(boolean allowsPrivate) {
        this(allowsPrivate, InetAddress::getAllByName);
    }

    AddressGuard(boolean allowsPrivate, Resolver resolver) {
        this.allowsPrivate = allowsPrivate;
        this.resolver = resolver;
    }

    /**
     * Reads a URL that is to be registered. A name is not resolved yet.
     *
     * @throws IllegalArgumentException if nothing may be posted there; the message is for the owner
     */
    URI accept(String text) {
        if (text.length() > URL_CHARS_MAX) {
            throw new IllegalArgumentException("url must have at most " + URL_CHARS_MAX + " characters");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            // Its message has the URL, which may have a secret.
            throw new IllegalArgumentException("url must be an address (RFC 3986)");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(allowsPrivate && scheme.equals("http"))) {
            throw new IllegalArgumentException("url must begin with https://");
        }
        if (url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException("url must have a host, and neither a user nor a fragment");
        }
        if (url.getPort() == 0 || url.getPort() > PORT_MAX) {
            throw new IllegalArgumentException("url must have a port from 1 to " + PORT_MAX + ", or none");
        }
        if (!allowsPrivate
                && literal(url.getHost()).filter(address -> !isPublic(address)).isPresent()) {
            throw new IllegalArgumentException("url must have a public address");
        }
        return url;
    }

    /**
     * The addresses of a URL's host, all of which may be called.
     *
     * @throws RefusedAddressException if there is none, or one may not be called
     */
    List<InetAddress> addresses(URI url) throws RefusedAddressException {
        InetAddress[] found;
        try {
            found = resolver.resolve(url.getHost());
        } catch (UnknownHostException _) {
            throw new RefusedAddressException();
        }
        if (found.length == 0 || !(allowsPrivate || Arrays.stream(found).allMatch(AddressGuard::isPublic))) {
            throw new RefusedAddressException();
        }
        return List.of(found);
    }

    /** Whether an address is a public one. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(bytes);
            case Inet6Address _ ->
                TRANSLATED.contains(bytes)
                        ? isPublic4(Arrays.copyOfRange(bytes, 12, 16))
                        : GLOBAL_6.contains(bytes) && RESERVED_6.stream().noneMatch(range -> range.contains(bytes));
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] bytes) {
        return RESERVED_4.stream().noneMatch(range -> range.contains(bytes));
    }

    /** The address that a host is written as, if it is not a name. */
    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Range range(int bits, int... bytes) {
        return new Range(bits, Arrays.stream(bytes).boxed().toList());
    }

    /**
     * Addresses that begin alike.
     *
     * @param bits how many bits are alike
     * @param bytes their first bytes; those left out are 0
     */
    private record Range(int bits, List<Integer> bytes) {
        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int at = bit / Byte.SIZE;
                int mask = 0x80 >> (bit % Byte.SIZE);
                int expected = at < bytes.size() ? bytes.get(at) : 0;
                if ((address[at] & mask) != (expected & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
