package dev.taskcast.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The broker's process: formats the data folder if it is new, and serves until its standard input ends.
 *
 * <p>Standard input connects the broker to the process that started it. The input ends when that process closes it, and
 * also when that process is killed. So no broker is left behind. The broker ignores a Ctrl-C, which a terminal sends to
 * both processes: the gateway must stop before the broker.
 *
 * <p>Arguments: node, port, port of the controller, data folder, a file of further settings. Prints {@value #READY}
 * once the topics exist.
 */
public final class BrokerMain {
    /** The line that reports that the broker serves. */
    public static final String READY = "broker ready";

    private BrokerMain() {}

    /** Runs the broker. */
    public static void main(String[] arguments) throws Exception {
        BrokerSettings settings = new BrokerSettings(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Path.of(arguments[3]),
                read(Path.of(arguments[4])));
        format(settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings.properties()), Time.SYSTEM);
        Thread lifeline = new Thread(BrokerMain::awaitEndOfInput, "lifeline");
        lifeline.setDaemon(true);
        lifeline.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, lifeline), "stop"));
        server.startup();
        Topics.create(settings.address());
        System.out.println(READY);
        lifeline.join();
        System.exit(0);
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
        return properties;
    }

    private static void format(BrokerSettings settings) throws Exception {
        Files.createDirectories(settings.data());
        Formatter formatter = new Formatter()
                .setNodeId(settings.node())
                .setClusterId(BrokerSettings.CLUSTER)
                .setControllerListenerName(BrokerSettings.CONTROLLER)
                .setMetadataLogDirectory(settings.data().toString())
                .setDirectories(List.of(settings.data().toString()))
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(System.err, true));
        formatter.run();
    }

    private static void stop(KafkaRaftServer server, Thread lifeline) {
        try {
            lifeline.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        server.shutdown();
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // No process writes to it; only its end counts.
            }
        } catch (IOException ended) {
            // A broken standard input counts as ended.
        }
    }
}
