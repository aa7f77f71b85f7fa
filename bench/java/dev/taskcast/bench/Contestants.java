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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All servers that can take part. */
final class Contestants {
    private static final List<Trait> JAVA =
            List.of(Trait.KAFKA, Trait.IDLE, Trait.SOCKETS, Trait.HEARTBEATS, Trait.JVM);
    private static final List<Trait> OTHERS = List.of(Trait.KAFKA, Trait.IDLE, Trait.SOCKETS, Trait.HEARTBEATS);
    private static final Path PEERS = Path.of("bench/peers").toAbsolutePath();
    private static final Path HERE = Path.of("").toAbsolutePath();

    private final Options options;
    private final boolean severalJavas;
    private final GatewayFolder folder = GatewayFolder.create("bench");
    private final List<Contestant> wanted = new ArrayList<>();
    private final List<String> known = new ArrayList<>();

    private Contestants(Options options) {
        this.options = options;
        List<Jvm> javas = options.javas();
        severalJavas = javas.size() > 1;
        for (Jvm jvm : javas) {
            onJava(jvm);
        }
        add("ws", new Contestant("ws", List.of("node", "server.mjs"), PEERS.resolve("ws"), Map.of(), "/ready", OTHERS));
        List<String> python = List.of("/usr/bin/python3", "server.py");
        add("fastapi", new Contestant("fastapi", python, PEERS.resolve("fastapi"), Map.of(), "/ready", OTHERS));
        options.check(known);
    }

    /** The servers that {@code options} ask for, in the order of their turns. */
    static List<Contestant> of(Options options) {
        return new Contestants(options).wanted;
    }

    private void onJava(Jvm jvm) {
        List<Trait> floor = List.of(Trait.IDLE, Trait.SOCKETS, Trait.JVM);
        List<Trait> consumer = List.of(Trait.KAFKA, Trait.CONSUMER, Trait.JVM);
        add("floor", java(on("floor", jvm), Floor.class, "/", floor));
        add("consumer", java(on("consumer", jvm), BareConsumer.class, "", consumer));
        add("bare", bare(on("bare", jvm)));
        add("taskcast", taskcast(on("taskcast", jvm), ""));
        add("taskcast-streams", taskcast(on("taskcast-streams", jvm), "", Trait.STREAMS));
        options.variants().forEach((name, further) -> wanted.add(taskcast(on("taskcast-" + name, jvm), further)));
        add("vertx", java(on("vertx", jvm), VertxServer.class, "/ready", JAVA));
    }

    private void add(String name, Contestant contestant) {
        known.add(name);
        if (options.wantsServer(name)) {
            wanted.add(contestant);
        }
    }

    /** A name in the results, and the Java that runs it. */
    private record On(String name, Jvm jvm) {}

    private On on(String name, Jvm jvm) {
        return new On(severalJavas ? name + "@" + jvm.name() : name, jvm);
    }

    private Contestant bare(On on) {
        return new Contestant(
                on.name(),
                liberty(BareServer.lay(folder.user())),
                HERE,
                environment(on, ""),
                BareServer.READY,
                List.of(Trait.IDLE, Trait.JVM));
    }

    private Contestant taskcast(On on, String further, Trait... traits) {
        List<Trait> all = new ArrayList<>(JAVA);
        all.add(Trait.TASKCAST);
        all.addAll(Arrays.asList(traits));
        Map<String, String> environment = new HashMap<>(environment(on, options.jvm() + " " + further));
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", "%d");
        environment.put("LOCAL_PORT", Integer.toString(Ports.free()));
        // Otherwise the limit itself would be measured.
        environment.put("TASKCAST_SOCKET_UPGRADES_PER_SECOND", "100000");
        environment.put("HTTP_MAX_CONNECTIONS", "40000");
        return new Contestant(on.name(), liberty("taskcast"), HERE, environment, "/health/ready", all);
    }

    /** Each start is like a first start: the files that the container kept from earlier starts are removed. */
    private List<String> liberty(String server) {
        return List.of(folder.runtime().resolve("bin/server").toString(), "run", server, "--clean");
    }

    private Map<String, String> environment(On on, String further) {
        return Map.of(
                Contestant.JAVA_HOME,
                on.jvm().home().toString(),
                "WLP_USER_DIR",
                folder.user().toString(),
                "JVM_ARGS",
                String.join(" ", machine(on)) + " " + further.strip());
    }

    private Contestant java(On on, Class<?> program, String ready, List<Trait> traits) {
        List<String> command = new ArrayList<>(List.of(on.jvm().program("java")));
        command.addAll(machine(on));
        command.addAll(List.of("-cp", KafkaBroker.classPath(), program.getName()));
        Map<String, String> environment =
                Map.of(Contestant.JAVA_HOME, on.jvm().home().toString());
        return new Contestant(on.name(), command, HERE, environment, ready, traits);
    }

    /** The heap has its full size, and is in memory, from the start: the growth of a heap is not measured. */
    private List<String> machine(On on) {
        return List.of(
                "-Xms" + options.heap(),
                "-Xmx" + options.heap(),
                "-XX:+AlwaysPreTouch",
                Pauses.OPTION.formatted(Contestant.pauses(on.name())));
    }
}
