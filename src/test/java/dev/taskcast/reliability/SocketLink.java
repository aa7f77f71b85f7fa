package dev.taskcast.reliability;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A WebSocket of a device. */
final class SocketLink extends Link implements WebSocket.Listener {
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final StringBuilder fragments = new StringBuilder();
    private volatile WebSocket socket;

    SocketLink(Device device, URI gateway, Optional<String> place) {
        super(device, gateway, place);
    }

    @Override
    void open(HttpClient http) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(CONNECT);
        String query = "";
        if (device().usesHeader()) {
            builder.header("Authorization", "Bearer " + device().token());
            query = "?accept=" + (device().acceptsBatches() ? "batch" : "none")
                    + place().map(cursor -> "&cursor=" + cursor).orElse("") + filter();
        }
        builder.buildAsync(gateway().resolve("/ws" + query), this).whenComplete((opened, failed) -> {
            if (failed != null) {
                device().ended(this, Close.CUT);
            }
        });
    }

    @Override
    void renew() {
        socket.sendText("{\"type\":\"auth\",\"token\":\"" + device().token() + "\"}", true);
    }

    @Override
    void narrow(List<String> channels) {
        socket.sendText("{\"type\":\"narrow\"," + field(channels) + "}", true);
    }

    @Override
    void leave() {
        WebSocket open = socket;
        if (open != null) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((closed, failed) -> open.abort());
        }
    }

    @Override
    void abort() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (isUnwanted()) {
            opened.abort();
            return;
        }
        if (!device().usesHeader()) {
            opened.sendText(authentication(), true);
        }
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        fragments.append(part);
        if (last) {
            Frame.read(fragments.toString()).forEach(frame -> device().received(this, frame));
            fragments.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        device().ended(this, new Close(code, reason));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        device().ended(this, Close.CUT);
    }

    private String authentication() {
        return "{\"type\":\"auth\",\"token\":\"" + device().token() + "\""
                + place().map(cursor -> ",\"cursor\":\"" + cursor + "\"").orElse("")
                + (device().acceptsBatches() ? ",\"accept\":[\"batch\"]" : "")
                + (channels().isEmpty() ? "" : ",\"narrow\":{" + field(channels()) + "}")
                + "}";
    }

    private static String field(List<String> channels) {
        return "\"channels\":[\"" + String.join("\",\"", channels) + "\"]";
    }
}
