package dev.taskcast.bench;

import dev.taskcast.bench.Contestant.Trait;
import dev.taskcast.bench.peer.BareConsumer;
import dev.taskcast.bench.peer.Floor;
import dev.taskcast.bench.peer.VertxServer;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All servers that can take part. */
final class Contestants {
    /** Of its full size, and in memory, from the start: what is measured is not how a heap grows. */
    private static final List<String> HEAP = List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");

    private static final List<Trait> JAVA =
            List.of(Trait.KAFKA, Trait.IDLE, Trait.SOCKETS, Trait.HEARTBEATS, Trait.JVM);
    private static final List<Trait> OTHERS = List.of(Trait.KAFKA, Trait.IDLE, Trait.SOCKETS, Trait.HEARTBEATS);
    private static final Path PEERS = Path.of("bench/peers").toAbsolutePath();

    private Contestants() {}

    /** In the order in which they take their turns. */
    static List<Contestant> all() {
        return List.of(
                new Contestant("floor", java(Floor.class), here(), Map.of(), "/", List.of(Trait.IDLE, Trait.SOCKETS)),
                new Contestant(
                        "consumer",
                        java(BareConsumer.class),
                        here(),
                        Map.of(),
                        "",
                        List.of(Trait.KAFKA, Trait.CONSUMER)),
                bare(),
                taskcast("taskcast"),
                taskcast("taskcast-streams", Trait.STREAMS),
                new Contestant("vertx", java(VertxServer.class), here(), Map.of(), "/ready", JAVA),
                new Contestant("ws", List.of("node", "server.mjs"), PEERS.resolve("ws"), Map.of(), "/ready", OTHERS),
                new Contestant(
                        "fastapi",
                        List.of("/usr/bin/python3", "server.py"),
                        PEERS.resolve("fastapi"),
                        Map.of(),
                        "/ready",
                        OTHERS));
    }

    private static Contestant bare() {
        GatewayFolder folder = GatewayFolder.create("bench");
        return new Contestant(
                "bare",
                List.of(folder.runtime().resolve("bin/server").toString(), "run", BareServer.lay(folder.user())),
                here(),
                Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "WLP_USER_DIR", folder.user().toString(),
                        "JVM_ARGS", String.join(" ", HEAP)),
                BareServer.READY,
                List.of(Trait.IDLE, Trait.JVM));
    }

    private static Contestant taskcast(String name, Trait... further) {
        List<Trait> traits = new ArrayList<>(JAVA);
        traits.add(Trait.TASKCAST);
        traits.addAll(List.of(further));
        GatewayFolder folder = GatewayFolder.create("bench");
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "WLP_USER_DIR",
                folder.user().toString(),
                "HTTP_HOST",
                "127.0.0.1",
                "HTTP_PORT",
                "%d",
                "LOCAL_PORT",
                Integer.toString(Ports.free()),
                // The limit would be what is measured.
                "TASKCAST_SOCKET_UPGRADES_PER_SECOND",
                "100000",
                "JVM_ARGS",
                String.join(" ", HEAP) + " " + System.getProperty("bench.jvm.args", "")));
        return new Contestant(
                name,
                List.of(folder.runtime().resolve("bin/server").toString(), "run", "taskcast"),
                here(),
                environment,
                "/health/ready",
                traits);
    }

    private static List<String> java(Class<?> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        command.addAll(List.of("-cp", KafkaBroker.classPath(), program.getName()));
        return command;
    }

    private static Path here() {
        return Path.of("").toAbsolutePath();
    }
}
