package vtp.generation.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.network.WarmUp;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;

class TinyNetworkTest {
    @ParameterizedTest
    @ValueSource(ints = {0b000000, 0b111111, 0b011110, 0b100111, 0b001100, 0b110001})
    void eachArchitectureIsWarmedUp(int flags) {
        DitConfig config = new DitConfig(
                28,
                1152,
                16,
                1 + flags % 2,
                16,
                64,
                1000,
                (flags & 1) != 0,
                (flags & 2) != 0,
                (flags & 4) != 0,
                (flags & 8) != 0,
                (flags & 16) != 0,
                (flags & 32) != 0);
        AtomicInteger calls = new AtomicInteger();
        WarmUp.await(WarmUp.start(Kernels::create, (source, buffers, kernels) -> {
            Runnable call = LightningDit.tiny(config, source, buffers, kernels);
            return () -> {
                call.run();
                calls.incrementAndGet();
            };
        }));
        assertThat(calls).hasPositiveValue();
    }
}
