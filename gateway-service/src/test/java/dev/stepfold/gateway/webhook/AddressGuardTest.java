package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
    private static final AddressGuard GUARD = new AddressGuard(false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.8.9.10",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::808:808",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void refusesAddressesThatAreNotPublic(String address) throws Exception {
        assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isFalse();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThatThrownBy(() -> GUARD.accept("https://" + host + "/hook"))
                .hasMessage("url must have a public address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "223.255.255.254",
                "::ffff:8.8.8.8",
                "64:ff9b::808:808",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1"
            })
    void acceptsPublicAddresses(String address) throws Exception {
        assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/hook",
                "ftp://example.com/hook",
                "//example.com/hook",
                "/hook",
                "https:///hook",
                "https://user:secret@example.com/hook",
                "https://example.com/hook#part",
                "https://example.com:0/hook",
                "https://example.com:70000/hook",
                "https://exa mple.com/hook",
                "https://example.com/a b"
            })
    void refusesUrlsThatNothingMayBePostedTo(String url) {
        assertThatThrownBy(() -> GUARD.accept(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url must ")
                .hasMessageNotContaining("example");
    }

    @Test
    void refusesAUrlThatIsTooLong() {
        assertThatThrownBy(() -> GUARD.accept("https://example.com/" + "x".repeat(2_000)))
                .hasMessage("url must have at most 2000 characters");
    }

    @Test
    void acceptsHttpAndAnyAddressWhereThatIsAllowed() throws Exception {
        AddressGuard open = new AddressGuard(true);

        assertThat(open.accept("http://127.0.0.1:8080/hook")).isEqualTo(URI.create("http://127.0.0.1:8080/hook"));
        assertThat(open.addresses(URI.create("http://[::1]/"))).containsExactly(InetAddress.ofLiteral("::1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.1", "2130706433", "localhost"})
    void refusesOtherWaysToWriteAPrivateAddress(String host) {
        assertThatThrownBy(() -> GUARD.addresses(URI.create("https://" + host + "/")))
                .isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void refusesAHostOneOfWhoseAddressesIsPrivate() {
        AddressGuard guard = new AddressGuard(
                false, _ -> new InetAddress[] {InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("10.0.0.1")});

        assertThatThrownBy(() -> guard.addresses(URI.create("https://example.com/")))
                .isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void saysTheSameOfAnUnknownHostAndOfAPrivateOne() {
        AddressGuard guard = new AddressGuard(false, host -> {
            if (host.startsWith("unknown")) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};
        });

        assertThatThrownBy(() -> guard.addresses(URI.create("https://unknown.example.com/")))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessage("the host has no address that may be called");
        assertThatThrownBy(() -> guard.addresses(URI.create("https://db.example.com/")))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessage("the host has no address that may be called");
    }

    @Test
    void resolvesAHostOnce() throws Exception {
        List<String> asked = new ArrayList<>();
        AddressGuard guard = new AddressGuard(false, host -> {
            asked.add(host);
            return new InetAddress[] {InetAddress.ofLiteral("8.8.8.8")};
        });

        assertThat(guard.addresses(URI.create("https://example.com/")))
                .containsExactly(InetAddress.ofLiteral("8.8.8.8"));
        assertThat(asked).containsExactly("example.com");
    }
}
