package vtp.engine.network;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import vtp.engine.config.ModelException;

/**
 * Refuses weights that the machine, or the container, has no memory for: Linux would end the process at their first
 * touch, and nobody could say why.
 */
final class MemoryLimit {
    private MemoryLimit() {}

    /**
     * Compares with what there is.
     *
     * @param name what the message calls the model
     * @throws ModelException if the weights alone are more
     */
    static void check(String name, long weightBytes) throws ModelException {
        // The heap's limit is a part of the memory, and costs nothing to ask for; the memory itself some 30 ms.
        if (weightBytes > Runtime.getRuntime().maxMemory()
                && ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            check(name, weightBytes, system.getTotalMemorySize() + system.getTotalSwapSpaceSize());
        }
    }

    static void check(String name, long weightBytes, long thereAreBytes) throws ModelException {
        if (weightBytes > thereAreBytes) {
            throw new ModelException(
                    name,
                    String.format(
                            Locale.ROOT,
                            "its weights take %.2f GB, and this machine or container has %.2f GB of memory: give it"
                                    + " more, load fewer parts, or keep weights as bfloat16",
                            weightBytes / 1e9,
                            thereAreBytes / 1e9));
        }
    }
}
