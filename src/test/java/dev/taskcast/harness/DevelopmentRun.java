package dev.taskcast.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Plain {@code mvn}: a broker (unless {@code KAFKA_BOOTSTRAP_SERVERS} names one) and the gateway in development mode,
 * in the foreground, until Ctrl-C.
 *
 * <p>It runs inside Maven's own JVM. Ctrl-C ends that JVM. Its shutdown hook stops the gateway first and then the
 * broker. The prompt returns when both have ended.
 *
 * <p>Only the environment of this one process says development mode, and no file does. So no packaged server can have
 * it.
 */
public final class DevelopmentRun {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Map<String, String> environment = System.getenv();
    private final int httpPort = Integer.parseInt(environment.getOrDefault("HTTP_PORT", "8005"));
    private final int brokerPort = Integer.parseInt(environment.getOrDefault("KAFKA_PORT", "9092"));
    private final ProcessLedger ledger = new ProcessLedger(TARGET.resolve("run/processes"));

    private DevelopmentRun() {}

    /** Runs until the gateway ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String reason = new DevelopmentRun().run();
        while (OwnProcess.ending()) {
            LockSupport.park();
        }
        System.err.println(reason);
        System.exit(1);
    }

    /** Returns why the run is over. */
    private String run() throws IOException, InterruptedException {
        ledger.endLeftovers();
        Optional<String> conflict = takenPort();
        if (conflict.isPresent()) {
            return conflict.get();
        }
        try {
            GatewayProcess gateway = startAll();
            return "The gateway ended with status " + gateway.process().waitFor();
        } catch (AssertionError notReady) {
            return notReady.getMessage();
        }
    }

    private GatewayProcess startAll() throws IOException {
        List<ProcessHandle> started = new ArrayList<>();
        String brokers = environment.get("KAFKA_BOOTSTRAP_SERVERS");
        if (!isSet(brokers)) {
            KafkaBroker broker = new KafkaBroker(brokerPort, TARGET.resolve("kafka")).start();
            started.add(broker.handle());
            ledger.write(started);
            brokers = broker.address();
        }
        GatewayProcess gateway = startGateway(brokers);
        started.add(gateway.process().toHandle());
        ledger.write(started);
        gateway.awaitReady();
        boolean secretGiven = isSet(environment.get("BETTER_AUTH_SECRET"));
        System.out.println(new Welcome(httpPort, brokers, Welcome.topic(environment), secretGiven).text());
        return gateway;
    }

    private GatewayProcess startGateway(String brokers) {
        Map<String, String> ours = new HashMap<>();
        ours.put("TASKCAST_MODE", "development");
        ours.put("KAFKA_BOOTSTRAP_SERVERS", brokers);
        ours.put("APP_UPDATE_TRIGGER", "polled");
        ours.put("WLP_LOGGING_CONSOLE_LOGLEVEL", environment.getOrDefault("WLP_LOGGING_CONSOLE_LOGLEVEL", "WARNING"));
        ours.put("JVM_ARGS", environment.getOrDefault("JVM_ARGS", "-Xmx512m -XX:-PrintWarnings"));
        GatewayFolder folder = new GatewayFolder(TARGET.resolve("liberty/wlp"), TARGET.resolve("liberty/development"));
        return GatewayProcess.start(folder, httpPort, ours, ProcessBuilder.Redirect.INHERIT);
    }

    private Optional<String> takenPort() {
        if (Ports.isTaken(httpPort)) {
            return Optional.of("Port " + httpPort + " is taken. Free it, or choose another one: HTTP_PORT=8015 mvn");
        }
        if (!isSet(environment.get("KAFKA_BOOTSTRAP_SERVERS")) && Ports.isTaken(brokerPort)) {
            return Optional.of("Port " + brokerPort + " is taken. Free it, choose another one (KAFKA_PORT=9093 mvn),"
                    + " or use the broker that is there: KAFKA_BOOTSTRAP_SERVERS=localhost:" + brokerPort + " mvn");
        }
        return Optional.empty();
    }

    private static boolean isSet(String text) {
        return text != null && !text.isBlank();
    }
}
