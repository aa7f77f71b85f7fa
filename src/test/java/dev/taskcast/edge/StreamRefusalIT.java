package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that gets no stream gets a status and a reason; a page can read them only if it may connect. */
class StreamRefusalIT extends EdgeScenario {
    private static final URI GATEWAY = Gateway.uri("/");
    private static final String OURS = "http://" + GATEWAY.getAuthority();

    private final List<Listener> listeners = new ArrayList<>();
    private final String token = devices.tokens.of(ada);

    @AfterEach
    void leaveStreams() throws IOException {
        for (Listener listener : listeners) {
            listener.close();
        }
    }

    @Test
    void everyBadTokenIsAnsweredWithItsReason() throws Exception {
        for (Forged forged : Forged.tokens()) {
            Listener refused = listen(Knock.byHeader(forged.token()));
            assertThat(refused.status()).as(forged.close()).isEqualTo(401);
            assertThat(refused.answered("WWW-Authenticate"))
                    .isEqualTo(List.of("Bearer realm=\"taskcast\", error=\"invalid_token\""));
            assertThat("4001 " + refused.problem().get("detail")).isEqualTo(forged.close());
        }
    }

    @Test
    void aRefusedTokenThatComesAgainCostsNothing() throws Exception {
        String expired = devices.tokens.of(ada, Duration.ofMinutes(-5));
        assertThat(listen(Knock.byHeader(expired)).problem()).containsEntry("detail", "token expired");
        Listener again = listen(Knock.byQuery(expired));
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.problem().get("detail"))
                .isEqualTo("This token was refused a moment ago: fetch another one, then connect.");
    }

    /** RFC 6750 §3.1: no error code, because the request brought no credentials. */
    @Test
    void aMissingTokenIsChallenged() throws Exception {
        Listener refused = listen(Knock.bare());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.answered("WWW-Authenticate")).isEqualTo(List.of("Bearer realm=\"taskcast\""));
        assertThat(refused.problem())
                .containsEntry("status", 401L)
                .containsEntry("detail", "token missing: send Authorization: Bearer");
    }

    @Test
    void aForeignPageIsRefusedAndCannotReadTheReason() throws Exception {
        Listener refused = listen(Knock.byHeader(token).header("Origin", "https://evil.example"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.answered("Access-Control-Allow-Origin")).isEmpty();
        assertThat(refused.problem()).containsEntry("detail", "origin not allowed");
    }

    /** Such a request sends no origin. */
    @Test
    void anImageOfAnotherSiteIsRefused() throws Exception {
        assertThat(listen(Knock.byQuery(token).header("Sec-Fetch-Site", "cross-site"))
                        .status())
                .isEqualTo(403);
        assertThat(listen(Knock.byQuery(token).header("Sec-Fetch-Site", "same-origin"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPageThatMayConnectMayRead() throws Exception {
        Listener stream = listen(Knock.byHeader(token).header("Origin", OURS));
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.answered("Access-Control-Allow-Origin")).isEqualTo(List.of(OURS));
        assertThat(stream.answered("Vary")).contains("Origin");
        assertThat(stream.answered("Access-Control-Allow-Credentials")).isEmpty();
        Listener refused = listen(Knock.bare().header("Origin", OURS));
        assertThat(refused.answered("Access-Control-Allow-Origin")).isEqualTo(List.of(OURS));
        assertThat(refused.answered("Access-Control-Expose-Headers"))
                .isEqualTo(List.of("Retry-After, WWW-Authenticate"));
    }

    @Test
    void aPreflightIsAnsweredForPagesThatMayConnect() throws Exception {
        HttpResponse<String> allowed = preflight(OURS);
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.headers().allValues("Access-Control-Allow-Origin")).isEqualTo(List.of(OURS));
        assertThat(allowed.headers().allValues("Vary")).contains("Origin");
        assertThat(allowed.headers().allValues("Access-Control-Allow-Methods")).isEqualTo(List.of("GET"));
        assertThat(allowed.headers().allValues("Access-Control-Allow-Headers"))
                .isEqualTo(List.of("authorization, last-event-id, cache-control"));
        assertThat(allowed.headers().allValues("Access-Control-Max-Age")).isNotEmpty();
        HttpResponse<String> foreign = preflight("https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.headers().allValues("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream | 200",
                "*/* | 200",
                "text/* | 200",
                "text/html, TEXT/Event-Stream;q=0.5 | 200",
                "application/json | 406",
                "text/event-stream;q=0 | 406",
                "text/html, text/event-stream; q=0.000 | 406"
            })
    void onlyWhoTakesAStreamGetsOne(String accept, int status) throws Exception {
        assertThat(listen(Knock.byHeader(token).header("Accept", accept)).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "PATCH"})
    void anotherMethodIsToldWhichThereAre(String method) throws Exception {
        HttpResponse<String> answer = devices.send(HttpRequest.newBuilder(Gateway.uri("/events"))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().allValues("Allow")).isEqualTo(List.of("GET, POST, OPTIONS"));
    }

    @Test
    void aRequestForAStreamHasNoBody() throws Exception {
        HttpResponse<String> answer = devices.send(HttpRequest.newBuilder(Gateway.uri("/events"))
                .header("Authorization", "Bearer " + token)
                .method("GET", HttpRequest.BodyPublishers.ofString("x"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private Listener listen(Knock knock) throws Exception {
        Listener listener = Listener.of(GATEWAY, knock);
        listeners.add(listener);
        return listener;
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        return devices.send(HttpRequest.newBuilder(Gateway.uri("/events"))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization,last-event-id")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
    }
}
