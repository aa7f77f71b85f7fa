package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import dev.taskcast.reliability.PingFlooder;
import dev.taskcast.reliability.Replica;
import dev.taskcast.reliability.StuckDevice;
import dev.taskcast.reliability.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Faults of one gateway, of its process, and of the line to its devices. */
final class GatewayFaults {
    private static final int STUCK = 10;
    private static final int STUCK_AT_SMALL_HEAP = 100;
    private static final Duration START_AT_SMALL_HEAP = Duration.ofMinutes(1);
    private static final int FLOODERS = 3;
    private static final int SPARE_DESCRIPTORS = 6;
    private static final int TAKERS = 30;
    /** A fresh token has 60 s left, so a clock that is 40 s ahead refuses no fresh token. */
    private static final int AHEAD_SECONDS = 40;
    /** Clocks may differ by 10 s. A clock that is further behind refuses fresh tokens: they are not yet valid. */
    private static final int BEHIND_SECONDS = 8;

    private final World world;
    private final int gateway;

    GatewayFaults(World world, int gateway) {
        this.world = world;
        this.gateway = gateway;
    }

    Ending begin(Strike strike) throws Exception {
        Replica replica = world.replica(gateway);
        return switch (strike.fault()) {
            case GATEWAY_KILL -> {
                replica.kill();
                yield () -> replica.start().awaitReady();
            }
            case GATEWAY_STOP, GATEWAY_STOP_LONG -> {
                replica.freeze();
                yield replica::thaw;
            }
            case HEAP_FULL -> smallHeap(replica);
            case DESCRIPTORS -> descriptors(replica);
            case CLOCK_OF_GATEWAY -> {
                world.clock(gateway).step(strike.length().toMillis() % 2 == 0 ? AHEAD_SECONDS : -BEHIND_SECONDS);
                yield () -> world.clock(gateway).step(0);
            }
            default -> devices(strike.fault());
        };
    }

    private Ending devices(Fault fault) throws IOException {
        Line door = world.door(gateway);
        return switch (fault) {
            case DEVICES_RESET -> {
                door.reset();
                yield Ending.NOTHING;
            }
            case DEVICES_VANISH -> {
                door.vanish();
                yield door::forget;
            }
            case STUCK_DEVICES -> stuck(STUCK);
            case PING_FLOOD -> flood();
            case FULL_WINDOW -> {
                Ending stall = door.under(Weather.STALLED);
                CompletableFuture.runAsync(() -> world.kafka().fill(World.WINDOW_BYTES + World.WINDOW_BYTES / 4));
                yield stall;
            }
            default -> door.under(Weather.of(fault));
        };
    }

    /** Connects devices that never read, half by socket and half by stream. The oracle does not judge them. */
    private Ending stuck(int number) throws IOException {
        List<StuckDevice> devices = connected(
                number,
                i -> new StuckDevice(
                        i % 2 == 0 ? Transport.SOCKET : Transport.STREAM,
                        address(),
                        world.login().of("u" + i)));
        return () -> {
            for (StuckDevice device : devices) {
                device.close();
            }
        };
    }

    private Ending flood() throws IOException {
        List<PingFlooder> flooders = connected(
                FLOODERS,
                i -> new PingFlooder(address(), Optional.of(world.login().of("u" + i))));
        Thread thread = new Thread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        flooders.forEach(PingFlooder::flood);
                        Thread.onSpinWait();
                    }
                },
                "flood");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            thread.interrupt();
            thread.join();
            for (PingFlooder flooder : flooders) {
                flooder.close();
            }
        };
    }

    /**
     * Starts the gateway again with a tiny heap, and connects devices that never read. The heap may be too small to get
     * ready, or to admit any of them: then the other gateways serve all devices.
     */
    private Ending smallHeap(Replica replica) {
        replica.kill();
        replica.with(Map.of("JVM_ARGS", World.SMALL_HEAP, "TASKCAST_WINDOW_MAX_BYTES", "40%"))
                .start();
        Ending stuck = stuckIfReady(replica);
        return () -> {
            stuck.end();
            replica.kill();
            replica.with(World.HEAP).start().awaitReady();
        };
    }

    private Ending stuckIfReady(Replica replica) {
        try {
            Await.until(START_AT_SMALL_HEAP, replica::isReady, "a ready gateway");
            return stuck(STUCK_AT_SMALL_HEAP);
        } catch (IOException | AssertionError tooSmall) {
            System.out.println("  The tiny heap was too small: " + tooSmall.getMessage());
            return () -> {};
        }
    }

    /**
     * Lowers the limit of the process to a few more descriptors than it has open. Requests that never end take these.
     */
    private Ending descriptors(Replica replica) throws IOException, InterruptedException {
        long before = Limits.descriptors(replica.pid());
        Limits.descriptors(replica.pid(), replica.descriptors() + SPARE_DESCRIPTORS);
        List<Socket> takers = new ArrayList<>();
        for (int i = 0; i < TAKERS; i++) {
            Socket taker = new Socket(
                    InetAddress.getLoopbackAddress(), world.door(gateway).port());
            taker.getOutputStream().write("GET /ws HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            takers.add(taker);
        }
        return () -> {
            for (Socket taker : takers) {
                taker.close();
            }
            Limits.descriptors(replica.pid(), before);
        };
    }

    /** Connects {@code number} clients. The gateway can refuse some of them, but not all. */
    private static <T> List<T> connected(int number, Connecting<T> connecting) throws IOException {
        List<T> connected = new ArrayList<>();
        IOException refusal = null;
        for (int i = 0; i < number; i++) {
            try {
                connected.add(connecting.connect(i));
            } catch (IOException refused) {
                refusal = refused;
            }
        }
        if (refusal != null && connected.isEmpty()) {
            throw refusal;
        }
        return connected;
    }

    private interface Connecting<T> {
        T connect(int number) throws IOException;
    }

    private URI address() {
        return URI.create("ws://127.0.0.1:" + world.door(gateway).port());
    }
}
