package vtp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.server.VtpServer;
import vtp.server.config.ServerOptions;

class TokenTest {
    private static final String TOKEN = "0123456789abcdef";

    @Test
    void theTokenComesWithTheAddressOrIsAskedFor() throws IOException {
        ServerOptions options = ServerOptions.defaults().withPort(0).withToken(TOKEN);
        try (VtpModel model = Models.load("vtp-nano");
                VtpServer server = VtpServer.start(model, options)) {
            try (Page page = Page.open(server.uri().resolve("#token=" + TOKEN), 1000, 800)) {
                page.awaitReconstruction();
                assertThat(page.address()).as("what stays in the history").doesNotContain(TOKEN);
            }
            try (Page page = Page.open(server.uri(), 1000, 800)) {
                page.answer(TOKEN);
                page.awaitReconstruction();
            }
        }
    }
}
