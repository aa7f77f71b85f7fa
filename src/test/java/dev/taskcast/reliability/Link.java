package dev.taskcast.reliability;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One connection of a device, by either transport. */
abstract class Link {
    private final Device device;
    private final URI gateway;
    private final Optional<String> place;
    private final List<String> channels;
    private volatile boolean unwanted;

    /** A connection to {@code gateway} that resumes from {@code place}, if it is present. */
    Link(Device device, URI gateway, Optional<String> place) {
        this.device = device;
        this.gateway = gateway;
        this.place = place;
        this.channels = device.channels();
    }

    abstract void open(HttpClient http);

    /** Continues the session under the device's new token. */
    abstract void renew();

    /** Ends in an orderly way, with a close frame. */
    final void close() {
        unwanted = true;
        leave();
    }

    /** Ends without a close frame. */
    final void cut() {
        unwanted = true;
        abort();
    }

    /** Sends a close frame if the link is open. */
    abstract void leave();

    /** Ends the connection without a close frame if the link is open. */
    abstract void abort();

    /** Asks for the events of {@code channels} from now on. Only a WebSocket can do that. */
    abstract void narrow(List<String> channels);

    /** The part of its URL that narrows it to its channels. */
    final String filter() {
        return channels.stream()
                .map(channel -> "&channel=" + URLEncoder.encode(channel, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    /** The channels to which it narrows at its start; empty if it takes everything. */
    final List<String> channels() {
        return channels;
    }

    final Device device() {
        return device;
    }

    final URI gateway() {
        return gateway;
    }

    final Optional<String> place() {
        return place;
    }

    /** Whether the device has ended this link. */
    final boolean isUnwanted() {
        return unwanted;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " from " + place.orElse("now");
    }
}
