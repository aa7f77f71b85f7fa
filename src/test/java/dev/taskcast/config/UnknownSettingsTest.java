package dev.taskcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A setting that nobody reads is reported with the name that was probably meant, but without its value. */
class UnknownSettingsTest {
    private final Map<String, String> given = new HashMap<>();

    @Test
    void theWarningForAMisspeltVariableHasTheNearestName() {
        given.put("TASKCAST_SESION_HEARTBEAT", "a-secret");
        given.put("TASKCAST_WINDOW_MAXAGE", "1m");
        assertThat(sentences())
                .containsExactly(
                        "TASKCAST_SESION_HEARTBEAT; the nearest one is TASKCAST_SESSION_HEARTBEAT",
                        "TASKCAST_WINDOW_MAXAGE; the nearest one is TASKCAST_WINDOW_MAX_AGE");
    }

    @Test
    void aMisspeltKeyIsToldWithTheNearestName() {
        given.put("taskcast.socket.max-conections", "1");
        assertThat(sentences())
                .containsExactly("taskcast.socket.max-conections; the nearest one is taskcast.socket.max-connections");
    }

    /** The server shows it under both names. */
    @Test
    void aVariableIsToldOnce() {
        given.put("TASKCAST_SESION_HEARTBEAT", "1s");
        given.put("taskcast.sesion.heartbeat", "1s");
        assertThat(sentences())
                .containsExactly("TASKCAST_SESION_HEARTBEAT; the nearest one is TASKCAST_SESSION_HEARTBEAT");
    }

    @Test
    void aNameThatIsNearToNothingStandsAlone() {
        given.put("TASKCAST_X", "1");
        assertThat(sentences()).containsExactly("TASKCAST_X");
    }

    @Test
    void theSettingsOfAnIssuerThatIsNotNamedAreNotRead() {
        given.put("TASKCAST_AUTH_ISSUER_APP_ISS", "https://app.example");
        assertThat(sentences()).hasSize(1);
        given.put("taskcast.auth.issuers", "app");
        given.put("taskcast.auth.issuer.app.iss", "https://app.example");
        given.put("taskcast.auth.issuer.app.jwks", "https://app.example/jwks");
        given.put("taskcast.auth.issuer.app.audiences", "*");
        assertThat(sentences()).isEmpty();
    }

    @Test
    void everySettingOfTheReferenceIsKnown() {
        ShippedSettings.defaults().keySet().stream()
                .filter(key -> key.startsWith("taskcast."))
                .forEach(key -> given.put(UnknownNames.variable(key), "x"));
        for (String key : List.of(
                "taskcast.auth.previous-secrets",
                "taskcast.auth.secret.issuer",
                "taskcast.auth.secret.audiences",
                "taskcast.auth.issuers",
                "taskcast.dapr.api-token")) {
            given.put(UnknownNames.variable(key), "x");
        }
        assertThat(sentences()).isEmpty();
    }

    /** Every pod has them while the namespace has a Service of that name. */
    @Test
    void variablesThatKubernetesMakesForAServiceAreNoSettings() {
        given.put("TASKCAST_PORT", "tcp://10.0.0.1:8005");
        given.put("TASKCAST_SERVICE_HOST", "10.0.0.1");
        given.put("TASKCAST_SERVICE_PORT", "8005");
        given.put("TASKCAST_SERVICE_PORT_HTTP", "8005");
        given.put("TASKCAST_PORT_8005_TCP", "tcp://10.0.0.1:8005");
        given.put("TASKCAST_PORT_8005_TCP_ADDR", "10.0.0.1");
        assertThat(sentences()).isEmpty();
        given.put("TASKCAST_PORT", "8005");
        assertThat(sentences()).containsExactly("TASKCAST_PORT");
    }

    @Test
    void variablesOfOtherProgramsAreIgnored() {
        given.put("HTTP_PROT", "1");
        given.put("MY_TASKCAST_MODE", "1");
        assertThat(sentences()).isEmpty();
    }

    private List<String> sentences() {
        Map<String, String> all = new HashMap<>(ShippedSettings.defaults());
        given.forEach((name, value) -> all.merge(name, value, (shipped, own) -> own));
        all.put("BETTER_AUTH_SECRET", "0123456789abcdef0123456789abcdef");
        SettingValues settings = new SettingValues(key -> Optional.ofNullable(all.get(key)));
        ShippedSettings.readAll(settings);
        return new UnknownSettings(settings, all.keySet(), name -> Optional.ofNullable(all.get(name))).sentences();
    }
}
