package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.ShippedSettings;
import dev.taskcast.harness.Lines;
import org.junit.jupiter.api.Test;

/** The log tells an operator which claim names the users, and whether their tokens choose it. */
class NameClaimsTest {
    private final ShippedSettings both =
            settings().with("BETTER_AUTH_SECRET", "s".repeat(32)).with("mp.jwt.verify.publickey.location", "https://h");

    @Test
    void theStartSaysWhichClaimNamesUsersAndWarnsIfTokensChooseIt() {
        try (Lines lines = new Lines(NameClaims.class)) {
            NameClaims.tell(both.auth());
            assertThat(lines.all())
                    .containsExactly(
                            "INFO TCAST0203I: Users are named by sub of BETTER_AUTH_SECRET,"
                                    + " upn or preferred_username or sub of mp.jwt.verify.publickey",
                            "WARNING TCAST0204W: Tokens of mp.jwt.verify.publickey choose the claim that names their user:"
                                    + " set taskcast.auth.user-claim");
        }
    }

    @Test
    void oneClaimForAllIsNoReasonToWarn() {
        try (Lines lines = new Lines(NameClaims.class)) {
            NameClaims.tell(both.with("taskcast.auth.user-claim", "upn").auth());
            assertThat(lines.all()).singleElement().asString().startsWith("INFO ");
        }
    }
}
