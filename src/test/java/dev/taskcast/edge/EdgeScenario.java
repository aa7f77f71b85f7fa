package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Gateway;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;

/** What the edge tests share: the gateway that Arquillian runs, devices, and a user that no other test knows. */
@ArquillianTest
@RunAsClient
abstract class EdgeScenario {
    private static final String MARK = "{\"id\":\"written last\"}";

    final Devices devices = new Devices();
    final String ada = Devices.user("ada");

    @Deployment
    static WebArchive application() {
        return Gateway.war();
    }

    @AfterEach
    void leave() throws Exception {
        devices.close();
    }

    /** Asserts that nothing else is on its way to {@code device}: an event that is written only now comes next. */
    static void hasNothingElse(Device device, String user) throws Exception {
        Topic.update(user, MARK);
        assertThat(device.nextTask()).isEqualTo(MARK);
    }
}
