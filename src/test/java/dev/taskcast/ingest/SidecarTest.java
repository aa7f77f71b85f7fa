package dev.taskcast.ingest;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskcast.config.DaprSettings;
import dev.taskcast.config.IngestSettings;
import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SettingValues;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.wire.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarTest {
    private static final KafkaSettings KAFKA = settings().kafka();
    private static final String TOKEN = "Zm9vYmFyYmF6cXV4MTIz";

    /** The sidecar's token proves who the sidecar is, but not which publisher sent the event. */
    @Test
    void theSidecarMayRevokeOnlyWithoutAControlTopic() {
        assertThat(new Sidecar(dapr(TOKEN, false), KAFKA, Mode.PRODUCTION).sender())
                .isEqualTo(new Sender("dapr", true, true));
        KafkaSettings apart =
                settings().with("taskcast.kafka.control-topic", "control").kafka();
        assertThat(new Sidecar(dapr(TOKEN, false), apart, Mode.PRODUCTION).sender())
                .isEqualTo(new Sender("dapr", true, false));
    }

    @Test
    void onlyTheSidecarThatShowsTheTokenPasses() {
        Sidecar sidecar = new Sidecar(dapr(TOKEN, false), KAFKA, Mode.PRODUCTION);
        assertThatCode(() -> sidecar.require(Optional.of(TOKEN))).doesNotThrowAnyException();
        assertThat(refused(sidecar, Optional.empty()).status()).isEqualTo(401);
        assertThat(refused(sidecar, Optional.of(TOKEN + "x")).status()).isEqualTo(401);
        assertThat(refused(sidecar, Optional.of("")).status()).isEqualTo(401);
    }

    @Test
    void theTokenIsAskedForInDevelopmentToo() {
        assertThat(refused(new Sidecar(dapr(TOKEN, true), KAFKA, Mode.DEVELOPMENT), Optional.empty())
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8005, '', true",
        "127.0.0.1, localhost:8005, http://localhost:3000, true",
        "127.0.0.1, localhost:8005, https://evil.example, false",
        "127.0.0.1, localhost:8005, null, false",
        "127.0.0.1, evil.example:8005, '', false",
        "10.0.0.7, taskcast:8005, '', false"
    })
    void aSidecarWithoutATokenMustBeOnThisMachine(String address, String host, String origin, boolean passes) {
        SentRequest request = new SentRequest(address).header("Host", host);
        HttpServletRequest sent = (origin.isEmpty() ? request : request.header("Origin", origin)).asServlet();
        assertThatCode(() -> new Sidecar(dapr(TOKEN, false), KAFKA, Mode.DEVELOPMENT).requireThisMachine(sent))
                .doesNotThrowAnyException();
        assertThatCode(() -> new Sidecar(dapr("", true), KAFKA, Mode.PRODUCTION).requireThisMachine(sent))
                .doesNotThrowAnyException();
        Sidecar open = new Sidecar(dapr("", false), KAFKA, Mode.DEVELOPMENT);
        if (passes) {
            assertThatCode(() -> open.requireThisMachine(sent)).doesNotThrowAnyException();
        } else {
            assertThat(catchThrowableOfType(ProblemException.class, () -> open.requireThisMachine(sent))
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void productionServesNoSidecarThatNothingProtects() {
        Sidecar sidecar = new Sidecar(dapr("", false), KAFKA, Mode.PRODUCTION);
        ProblemException problem = refused(sidecar, Optional.empty());
        assertThat(problem.status()).as("never 404, which is a drop").isEqualTo(503);
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(sidecar.subscriptions("")).isEqualTo("[]");
    }

    @Test
    void aSidecarInATrustedNetworkNeedsNoToken() {
        Sidecar sidecar = new Sidecar(dapr("", true), KAFKA, Mode.PRODUCTION);
        assertThatCode(() -> sidecar.require(Optional.empty())).doesNotThrowAnyException();
    }

    @Test
    void theSidecarSubscribesToOneTopic() {
        assertThat(new Sidecar(dapr(TOKEN, false), KAFKA, Mode.PRODUCTION).subscriptions(""))
                .isEqualTo("[{\"pubsubname\":\"taskpubsub\",\"topic\":\"task-updates\",\"route\":\"/task-updates\","
                        + "\"routes\":{\"default\":\"/task-updates\"}}]");
    }

    @Test
    void belowAContextRootEventsGoThere() {
        assertThat(new Sidecar(dapr(TOKEN, false), KAFKA, Mode.PRODUCTION).subscriptions("/live"))
                .contains("\"route\":\"/live/task-updates\"", "{\"default\":\"/live/task-updates\"}");
    }

    @Test
    void theDeclaredSubscriptionIsToTheSameRoute() throws IOException {
        String declared = Files.readString(Path.of("deploy/dapr/subscription.yaml"));
        String told = new Sidecar(dapr(TOKEN, false), KAFKA, Mode.PRODUCTION).subscriptions("");
        for (String name : List.of("pubsubname", "topic", "default")) {
            Matcher value = Pattern.compile("(?m)^ *" + name + ": (\\S+)$").matcher(declared);
            assertThat(value.find()).as(name).isTrue();
            assertThat(told).contains("\"" + name + "\":\"" + value.group(1) + "\"");
        }
    }

    @Test
    void aDeclaredSubscriptionIsNotToldTheSidecar() throws IOException {
        DaprSettings declared = settings()
                .with("taskcast.dapr.api-token", TOKEN)
                .with("taskcast.dapr.subscribe", false)
                .dapr();
        assertThat(new Sidecar(declared, KAFKA, Mode.PRODUCTION).subscriptions(""))
                .isEqualTo("[]");
        assertThat(Files.readString(Path.of("deploy/dapr/deployment-patch.yaml")))
                .containsPattern("TASKCAST_DAPR_SUBSCRIBE\\s+value: \"false\"");
    }

    @Test
    void aBulkOfTheLargestEventsFitsIntoOneRequest() throws IOException {
        IngestSettings ingest = settings().ingest();
        Matcher most = Pattern.compile("maxMessagesCount: (\\d+)")
                .matcher(Files.readString(Path.of("deploy/dapr/subscription.yaml")));
        assertThat(most.find()).isTrue();
        double inBase64 = Math.ceil(4 / 3.0 * ingest.maxEventBytes());
        assertThat(Integer.parseInt(most.group(1)) * inBase64).isLessThan(ingest.maxRequestBytes());
    }

    @Test
    void aTokenThatCanBeGuessedStopsTheStart() {
        assertThatThrownBy(() -> dapr("guessable", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("taskcast.dapr.api-token")
                .hasMessageNotContaining("guessable");
    }

    private static DaprSettings dapr(String token, boolean trustNetwork) {
        Map<String, String> values = new HashMap<>(Map.of(
                "taskcast.dapr.pubsub", "taskpubsub",
                "taskcast.dapr.topic", "task-updates",
                "taskcast.dapr.subscribe", "true",
                "taskcast.dapr.trust-network", Boolean.toString(trustNetwork)));
        values.put("taskcast.dapr.api-token", token);
        return DaprSettings.read(new SettingValues(key -> Optional.ofNullable(values.get(key))));
    }

    private static ProblemException refused(Sidecar sidecar, Optional<String> token) {
        return catchThrowableOfType(ProblemException.class, () -> sidecar.require(token));
    }
}
