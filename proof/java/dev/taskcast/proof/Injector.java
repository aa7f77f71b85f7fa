package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import dev.taskcast.reliability.Replica;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Injects the fault of a strike into the world. */
final class Injector {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLOCK_SECONDS = 3_600;

    private final World world;

    Injector(World world) {
        this.world = world;
    }

    /** Begins {@code strike}, and returns the ending of it. */
    Ending begin(Strike strike) throws Exception {
        return switch (strike.fault().place()) {
            case GATEWAY -> new GatewayFaults(world, strike.gateway()).begin(strike);
            case BROKER -> broker(strike);
            case BROKERS -> twoBrokers(strike);
            case LINE -> world.cluster().line(strike.gateway(), strike.broker()).under(Weather.of(strike.fault()));
            case TOPIC -> new TopicFaults(world).begin(strike);
            case ALL -> all(strike.fault());
        };
    }

    private Ending broker(Strike strike) throws Exception {
        Cluster cluster = world.cluster();
        return switch (strike.fault()) {
            case BROKER_KILL -> kill(strike.broker());
            case LEADER_KILL -> kill(cluster.leader(0));
            case DISK_FULL -> {
                Limits.noMoreBytes(cluster.broker(strike.broker()).handle().pid());
                yield () -> {
                    Await.until(
                            PATIENCE,
                            () -> !cluster.broker(strike.broker()).handle().isAlive(),
                            "the end of a broker that cannot write");
                    kill(strike.broker()).end();
                };
            }
            default -> under(Weather.of(strike.fault()), cluster.linesTo(strike.broker()));
        };
    }

    /** The bytes that do not get through one way are those from the next broker. */
    private Ending twoBrokers(Strike strike) {
        int next = (strike.broker() + 1) % Cluster.SIZE;
        Weather weather = Weather.of(strike.fault());
        Ending there = under(weather, world.cluster().lines(strike.broker(), next));
        Ending back = under(weather.reversed(), world.cluster().lines(next, strike.broker()));
        return () -> {
            there.end();
            back.end();
        };
    }

    private static Ending under(Weather weather, List<Line> lines) {
        List<Ending> endings = lines.stream().map(line -> line.under(weather)).toList();
        return () -> {
            for (Ending ending : endings) {
                ending.end();
            }
        };
    }

    private Ending kill(int broker) {
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
            case CLOCK_OF_CLIENTS -> {
                world.clockOfPrograms().step(CLOCK_SECONDS);
                return () -> world.clockOfPrograms().step(0);
            }
            case KEY_ROTATION -> world.login().rotate();
            case POISON -> poison();
            default -> throw new IllegalStateException(fault + " strikes only one place");
        }
        return Ending.NOTHING;
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
}
