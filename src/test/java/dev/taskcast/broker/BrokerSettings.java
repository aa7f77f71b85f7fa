package dev.taskcast.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The settings of a broker. The first node of a cluster is broker and controller in one and must work alone, so every
 * internal topic has one replica. Other nodes are brokers that join it.
 *
 * @param node its number in the cluster
 * @param controllerPort the port of the first node's controller
 * @param further Kafka's own properties in addition to ours; its listeners are added to the plain one
 */
record BrokerSettings(int node, int port, int controllerPort, Path data, Properties further) {
    static final int FIRST = 1;
    static final String CLUSTER = "VGFza2Nhc3QtZGV2LWtyYQ";
    static final String CONTROLLER = "CONTROLLER";
    private static final List<String> LISTENERS =
            List.of("listeners", "advertised.listeners", "listener.security.protocol.map");

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Kafka's own properties. */
    Properties properties() {
        Properties properties = new Properties();
        boolean controls = node == FIRST;
        properties.put("process.roles", controls ? "broker,controller" : "broker");
        properties.put("node.id", Integer.toString(node));
        properties.put("controller.quorum.voters", FIRST + "@127.0.0.1:" + controllerPort);
        properties.put("controller.listener.names", CONTROLLER);
        properties.put(
                "listeners",
                "PLAINTEXT://" + address() + (controls ? ",CONTROLLER://127.0.0.1:" + controllerPort : ""));
        properties.put("advertised.listeners", "PLAINTEXT://" + address());
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("log.dirs", data.toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        further.stringPropertyNames()
                .forEach(name -> properties.merge(
                        name,
                        further.getProperty(name),
                        (ours, theirs) -> LISTENERS.contains(name) ? ours + "," + theirs : theirs));
        return properties;
    }
}
