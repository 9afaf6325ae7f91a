/** Whether this package knows IPv6: always true, as in Python on Linux. The kernel may still have it switched off. */
export const has_ipv6 = true;
