package dev.taskcast.reliability;

import dev.taskcast.harness.EventStreamParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * An event stream of a device.
 *
 * <p>With the header, it resumes by {@code Last-Event-ID}, as a client with {@code fetch} does. Without the header,
 * token and cursor are in the URL, as in the first request of an {@code EventSource}.
 */
final class StreamLink extends Link {
    private static final int OK = 200;

    private volatile Close end = Close.CUT;
    private CompletableFuture<?> exchange = new CompletableFuture<>();

    StreamLink(Device device, URI gateway, Optional<String> place) {
        super(device, gateway, place);
    }

    @Override
    void open(HttpClient http) {
        exchange = http.sendAsync(request(), this::answer);
        exchange.whenComplete((answered, failed) -> {
            if (!isUnwanted()) {
                device().ended(this, end);
            }
        });
    }

    /** Replaces this stream by another one, because a stream keeps the token with which it began. */
    @Override
    void renew() {
        device().handOver(this);
    }

    @Override
    void narrow(List<String> channels) {
        throw new UnsupportedOperationException("A stream keeps its filter");
    }

    @Override
    void leave() {
        abort();
    }

    @Override
    void abort() {
        exchange.cancel(true);
    }

    private HttpRequest request() {
        String accept = "?accept=" + (device().acceptsBatches() ? "batch" : "none") + filter();
        String url = "http://" + gateway().getAuthority() + "/events" + accept;
        HttpRequest.Builder request =
                HttpRequest.newBuilder().version(HttpClient.Version.HTTP_1_1).header("Accept", "text/event-stream");
        if (device().usesHeader()) {
            place().ifPresent(cursor -> request.header("Last-Event-ID", cursor));
            return request.uri(URI.create(url))
                    .header("Authorization", "Bearer " + device().token())
                    .build();
        }
        return request.uri(URI.create(url + "&token=" + device().token()
                        + place().map(cursor -> "&cursor=" + cursor).orElse("")))
                .build();
    }

    private BodySubscriber<Void> answer(ResponseInfo answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() == OK && type.startsWith("text/event-stream")) {
            return new Reader();
        }
        return BodySubscribers.mapping(BodySubscribers.ofString(StandardCharsets.UTF_8), text -> {
            end = new Close(answer.statusCode(), text);
            return null;
        });
    }

    /** Reads the body, and completes at its end. */
    private final class Reader implements BodySubscriber<Void> {
        private final EventStreamParser parser = new EventStreamParser(this::event);
        private final CompletableFuture<Void> body = new CompletableFuture<>();
        private String newest = "";

        private void event(EventStreamParser.Event event) {
            List<Frame> frames = Frame.read(event.data());
            newest = frames.stream().map(Frame::cursor).filter(Objects::nonNull).reduce(newest, (one, next) -> next);
            if (!event.lastId().equals(newest)) {
                device().objects("id " + event.lastId() + " with cursor " + newest);
            }
            if (!end.equals(Close.CUT)) {
                device().objects("an event after close");
            }
            for (Frame frame : frames) {
                if (frame.type().equals("close")) {
                    end = new Close(Integer.parseInt(frame.code()), frame.reason());
                } else {
                    device().received(StreamLink.this, frame);
                }
            }
        }

        @Override
        public CompletionStage<Void> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            try {
                parts.forEach(parser::take);
            } catch (RuntimeException broken) {
                device().objects(broken.toString());
                body.completeExceptionally(broken);
            }
        }

        @Override
        public void onError(Throwable failed) {
            body.completeExceptionally(failed);
        }

        @Override
        public void onComplete() {
            body.complete(null);
        }
    }
}
