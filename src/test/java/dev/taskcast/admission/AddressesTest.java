package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each public address may have a limited number of connections. Addresses that may stand for many clients are not
 * counted.
 */
class AddressesTest {
    private final Addresses addresses = new Addresses();

    @Test
    void aConnectionThatLeavesMakesRoom() {
        Addresses.Source first = addresses.entered("192.0.2.1", 2).orElseThrow();
        assertThat(addresses.entered("192.0.2.1", 2)).isPresent();
        assertThat(addresses.entered("192.0.2.1", 2)).isEmpty();
        assertThat(addresses.entered("192.0.2.2", 2)).as("another address").isPresent();
        addresses.left(first);
        assertThat(addresses.entered("192.0.2.1", 2)).isPresent();
    }

    @Test
    void nothingIsKeptOfAConnectionThatHasLeft() {
        addresses.left(addresses.entered("192.0.2.1", 1).orElseThrow());
        assertThat(addresses.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false"
    })
    void oneClientIsOneSource(String one, String other, boolean same) {
        addresses.entered(one, 1);
        assertThat(addresses.entered(other, 1).isEmpty()).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1",
                "100.64.0.1", "100.127.255.255", "fe80::1", "fd00::1", "fc00::1", "", "no.address.at.all"
            })
    void anAddressThatIsNotPublicIsNotCounted(String address) {
        addresses.entered(address, 1);
        assertThat(addresses.entered(address, 1)).isPresent();
        assertThat(addresses.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100.63.255.255", "100.128.0.1", "172.32.0.1", "192.169.0.1", "fb00::1", "2001:db8::1"})
    void theNeighboursOfNonPublicAddressesAreCounted(String address) {
        addresses.entered(address, 1);
        assertThat(addresses.entered(address, 1)).isEmpty();
    }
}
