package dev.taskcast.proof;

import dev.taskcast.reliability.PingFlooder;
import dev.taskcast.reliability.Replica;
import dev.taskcast.reliability.StuckDevice;
import dev.taskcast.reliability.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does to the world what a strike says. */
final class Injector {
    private static final int BYTES_PER_SECOND = 20_000;
    private static final int STUCK = 10;
    private static final int FLOODERS = 3;
    private static final int SPARE_DESCRIPTORS = 6;

    private final World world;

    Injector(World world) {
        this.world = world;
    }

    /** Begins {@code strike}; what is returned ends it. */
    Ending begin(Strike strike) throws Exception {
        return switch (strike.fault().place()) {
            case GATEWAY -> gateway(strike.fault(), strike.gateway());
            case BROKER -> broker(strike);
            case LINE -> weather(world.cluster().line(strike.gateway(), strike.broker()), strike.fault());
            case TOPIC -> new TopicFaults(world).begin(strike);
            case ALL -> all(strike.fault());
        };
    }

    private Ending gateway(Fault fault, int gateway) throws Exception {
        Replica replica = world.replica(gateway);
        return switch (fault) {
            case GATEWAY_KILL -> {
                replica.kill();
                yield () -> replica.start().awaitReady();
            }
            case GATEWAY_STOP, GATEWAY_STOP_LONG -> {
                replica.freeze();
                yield replica::thaw;
            }
            case DEVICES_RESET -> {
                world.door(gateway).reset();
                yield Ending.NOTHING;
            }
            case STUCK_DEVICES -> stuck(gateway);
            case PING_FLOOD -> flood(gateway);
            case FULL_WINDOW -> {
                Ending stall = weather(world.door(gateway), Fault.DEVICES_STALL);
                CompletableFuture.runAsync(() -> world.kafka().fill(World.WINDOW_BYTES + World.WINDOW_BYTES / 4));
                yield stall;
            }
            case DESCRIPTORS -> descriptors(replica);
            default -> weather(world.door(gateway), fault);
        };
    }

    private Ending broker(Strike strike) throws Exception {
        int broker = strike.fault() == Fault.LEADER_KILL ? world.cluster().leader() : strike.broker();
        world.cluster().kill(broker);
        return () -> world.cluster().start(broker);
    }

    private Ending all(Fault fault) throws Exception {
        switch (fault) {
            case ROLLING_DEPLOY -> {
                for (int gateway = 0; gateway < World.GATEWAYS; gateway++) {
                    Replica replica = world.replica(gateway);
                    replica.drain();
                    replica.stop();
                    replica.start().awaitReady();
                }
            }
            case BROKERS_KILL -> {
                for (int broker = 0; broker < Cluster.SIZE; broker++) {
                    world.cluster().kill(broker);
                }
                return world.cluster()::startAll;
            }
            case KEY_ROTATION -> world.login().rotate();
            case POISON -> poison();
            default -> throw new IllegalStateException(fault + " has a place");
        }
        return Ending.NOTHING;
    }

    private static Ending weather(Line line, Fault fault) {
        line.weather(
                switch (fault) {
                    case DEVICES_CUT, KAFKA_CUT -> Weather.CUT;
                    case DEVICES_STALL, KAFKA_STALL -> Weather.STALLED;
                    case DEVICES_ONE_WAY, KAFKA_ONE_WAY -> Weather.ONE_WAY;
                    case DEVICES_SLOW, KAFKA_SLOW -> Weather.slow(BYTES_PER_SECOND);
                    default -> throw new IllegalStateException(fault + " is no weather");
                });
        return () -> line.weather(Weather.FAIR);
    }

    /** Half of them sockets, half of them streams; nobody judges them. */
    private Ending stuck(int gateway) throws IOException {
        List<StuckDevice> devices = new ArrayList<>();
        for (int i = 0; i < STUCK; i++) {
            devices.add(new StuckDevice(
                    i % 2 == 0 ? Transport.SOCKET : Transport.STREAM,
                    address(gateway),
                    world.login().of("u" + i)));
        }
        return () -> {
            for (StuckDevice device : devices) {
                device.close();
            }
        };
    }

    private Ending flood(int gateway) throws IOException {
        List<PingFlooder> flooders = new ArrayList<>();
        for (int i = 0; i < FLOODERS; i++) {
            flooders.add(
                    new PingFlooder(address(gateway), Optional.of(world.login().of("u" + i))));
        }
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

    /** Lowers the limit of the process to a few more than it has open. */
    private static Ending descriptors(Replica replica) throws IOException, InterruptedException {
        long before = softLimit(replica.pid());
        limit(replica.pid(), replica.descriptors() + SPARE_DESCRIPTORS);
        return () -> limit(replica.pid(), before);
    }

    private static long softLimit(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" +"))
                .mapToLong(words -> Long.parseLong(words[3]))
                .findFirst()
                .orElseThrow();
    }

    private static void limit(long pid, long descriptors) throws IOException, InterruptedException {
        int status = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + descriptors + ":")
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("prlimit ended with " + status);
        }
    }

    private void poison() {
        List<byte[]> values = new ArrayList<>();
        for (String text : List.of(
                "",
                "{",
                "null",
                "[1]",
                "{\"event_type\":\"task.updated\",\"user_id\":\"u0\"}",
                "{\"event_type\":\"task.updated\",\"user_id\":\"u0\",\"audience\":\"all\",\"task\":{\"id\":\"u0.k-1\"}}",
                "{\"event_type\":\"task.updated\",\"user_id\":\"u0\",\"task\":" + "{\"a\":".repeat(1_000) + "1"
                        + "}".repeat(1_000) + "}")) {
            values.add(text.getBytes(StandardCharsets.UTF_8));
        }
        values.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        // A send may wait for brokers that the other fault of the step has killed.
        CompletableFuture.runAsync(() -> values.forEach(value -> world.kafka().poison("u0", value)));
    }

    private URI address(int gateway) {
        return URI.create("ws://127.0.0.1:" + world.door(gateway).port());
    }

    /** What ends a fault; it returns when all processes are there again. */
    interface Ending {
        Ending NOTHING = () -> {};

        void end() throws Exception;
    }
}
