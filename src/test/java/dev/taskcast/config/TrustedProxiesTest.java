package dev.taskcast.config;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies are named by networks or by a regular expression; a text that names no address stops the start. */
class TrustedProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.7, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "'10.0.0.0/8, fd00::/8', fd12::1, true",
        "'10.0.0.0/8, fd00::/8', 10.1.2.3, true",
        "'10.0.0.0/8, fd00::/8', fe80::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10\\..*, 10.1.2.3, true",
        "10\\..*, 110.1.2.3, false",
        "'10\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|192\\.168\\.\\d{1,3}\\.\\d{1,3}', 192.168.1.1, true",
        "'10\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|192\\.168\\.\\d{1,3}\\.\\d{1,3}', 192.169.1.1, false",
        "127\\.0\\.0\\.1|0:0:0:0:0:0:0:1, ::1, true",
        ".*, 203.0.113.7, true",
        "none, 127.0.0.1, false"
    })
    void anAddressIsTrustedOrNot(String proxies, String address, boolean trusted) {
        assertThat(proxies(proxies).contains(IpAddress.parse(address).orElseThrow()))
                .isEqualTo(trusted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/255.0.0.0",
                "/8",
                "10.0.0",
                "10.",
                "10.0.0.256",
                "fd00::/129",
                "fd00:::/8",
                "10.0.0.0/8,",
                "10.0.0.0/8,10\\..*",
                "10.0.0.0/8 192.168.0.0/16",
                "10\\..*,192\\.168\\..*",
                "ingress.example.com",
                "traefik.*",
                "10\\.(",
                "[",
                "nobody",
                "*"
            })
    void aTextThatNamesNoAddressStopsTheStart(String proxies) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxies(proxies))
                .withMessage("Setting taskcast.proxy.trusted (TRUSTED_PROXIES) is '" + proxies
                        + "'; allowed is none, networks such as"
                        + " 10.0.0.0/8,fd00::/8,192.0.2.7, or a regular expression for an address such as 10\\..*");
    }

    private static TrustedProxies proxies(String text) {
        return settings().with("taskcast.proxy.trusted", text).proxy().trusted();
    }
}
