/** Checks of the plan that every way in must answer. */
export const restricted = ["access-restricted", "security-checks-passing"];

/** The same, and the check before ingress opens. */
export const neverPublic = [...restricted, "no-public-access-before-validation"];

/** Checks of the plan about logs. */
export const logged = ["logging-enabled", "audit-logging-verified", "full-audit-logging-enabled"];

/** Checks of the plan about a backend that answers. */
export const healthy = ["health-checks-operational", "high-availability-backend"];
