package dev.taskcast.harness;

import dev.taskcast.broker.BrokerMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A real Kafka broker on a fixed port of the loopback interface. It can be stopped, killed and started again, and keeps
 * its data.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final int node;
    private final int port;
    private final Path folder;
    private final Properties further = new Properties();
    private final List<String> options = new ArrayList<>();
    private int controllerPort;
    private OwnProcess process;

    /** A broker that does not run yet; its data and its log stay in {@code folder}. */
    public KafkaBroker(int port, Path folder) {
        this(1, port, folder);
    }

    /** A broker with the number {@code node}; {@link #with} tells it which nodes are controllers, unless the number is 1. */
    public KafkaBroker(int node, int port, Path folder) {
        this.node = node;
        this.port = port;
        this.folder = folder.toAbsolutePath();
    }

    /** Another broker, which does not run yet, in the cluster of this running broker. */
    public KafkaBroker second(int secondPort, Path secondFolder) {
        KafkaBroker second = new KafkaBroker(node + 1, secondPort, secondFolder);
        second.controllerPort = controllerPort;
        return second;
    }

    /** Sets Kafka's own {@code settings} for the next start; a listener among them is added to the plain one. */
    public KafkaBroker with(Map<String, String> settings) {
        further.putAll(settings);
        return this;
    }

    /** Sets an {@code option} of its virtual machine for the next start. */
    public KafkaBroker option(String option) {
        options.add(option);
        return this;
    }

    /** Its address for clients: {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** The folder with the records of {@code partition} of {@code topic}. */
    public Path data(String topic, int partition) {
        return folder.resolve("data").resolve(topic + "-" + partition);
    }

    /** The file with the broker's output. */
    public Path log() {
        return folder.resolve("broker.log");
    }

    /** Starts the broker and returns once its topics exist. */
    public KafkaBroker start() {
        try {
            Files.createDirectories(folder);
            Path announcements = folder.resolve("broker.out");
            Files.deleteIfExists(announcements);
            try (Writer file = Files.newBufferedWriter(further())) {
                further.store(file, null);
            }
            if (node == 1) {
                controllerPort = Ports.free();
            }
            process = new OwnProcess(
                            new ProcessBuilder(command())
                                    .redirectOutput(announcements.toFile())
                                    .redirectError(log().toFile()),
                            PATIENCE)
                    .stoppedLast();
            Await.until(START, () -> isReady(announcements), "the broker on port " + port + ", see " + log());
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Stops the broker in good order. */
    public void stop() {
        process.stop();
    }

    /** Kills the broker (SIGKILL). */
    public void kill() {
        process.kill();
    }

    /** Stops the broker and starts it again on the same port with the same data. */
    public void restart() {
        stop();
        start();
    }

    @Override
    public void close() {
        stop();
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process.process().toHandle();
    }

    private Path further() {
        return folder.resolve("further.properties");
    }

    private boolean isReady(Path announcements) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("The broker ended while it started");
        }
        return Files.readString(announcements).contains(BrokerMain.READY);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                classPath(),
                BrokerMain.class.getName(),
                Integer.toString(node),
                Integer.toString(port),
                Integer.toString(controllerPort),
                folder.resolve("data").toString(),
                further().toString()));
        return command;
    }

    /** The class path that this class was loaded from; Maven's exec plugin has it only in a class loader. */
    public static String classPath() {
        if (!(KafkaBroker.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> entries = new ArrayList<>();
        for (URL url : loader.getURLs()) {
            try {
                entries.add(Paths.get(url.toURI()).toString());
            } catch (URISyntaxException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return entries.stream().collect(Collectors.joining(File.pathSeparator));
    }
}
