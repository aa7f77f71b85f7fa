package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Concurrent handshakes never mix up users. */
class IdentityIT extends EdgeScenario {
    private static final int CROWD = 600;
    private static final int ROUNDS = 3;

    /** Every other handshake uses the query, so that a mix-up of either kind shows. */
    @Test
    void simultaneousHandshakesNeverMixUpTheirUsers() throws Exception {
        URI socket = URI.create("ws" + Gateway.uri("/ws").toString().substring("http".length()));
        HttpClient http = HttpClient.newHttpClient();
        for (int round = 0; round < ROUNDS; round++) {
            List<Visitor> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                crowd.add(new Visitor(Devices.user("visitor")));
            }
            for (int i = 0; i < CROWD; i++) {
                Visitor visitor = crowd.get(i);
                String token = devices.tokens.of(visitor.user);
                WebSocket.Builder builder = http.newWebSocketBuilder();
                if (i % 2 == 0) {
                    visitor.comes(builder.header("Authorization", "Bearer " + token), socket);
                } else {
                    visitor.comes(builder, URI.create(socket + "?token=" + token));
                }
            }
            for (Visitor visitor : crowd) {
                Frame welcome = Frame.read(visitor.first.get(2, TimeUnit.MINUTES));
                assertThat(welcome.type()).as(welcome.text()).isEqualTo("welcome");
                assertThat(welcome.string("user")).isEqualTo(visitor.user);
            }
            crowd.forEach(Visitor::leave);
        }
    }

    /** Connects, notes the first frame, and stays until it is told to leave. */
    private static final class Visitor implements WebSocket.Listener {
        final String user;
        final CompletableFuture<String> first = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private volatile WebSocket socket;

        Visitor(String user) {
            this.user = user;
        }

        void comes(WebSocket.Builder builder, URI socket) {
            builder.buildAsync(socket, this).exceptionally(refused -> {
                first.completeExceptionally(refused);
                return null;
            });
        }

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            opened.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                first.complete(text.toString());
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            first.completeExceptionally(new AssertionError(code + " " + reason));
            return null;
        }

        void leave() {
            socket.abort();
        }
    }
}
