// Imported before anything of ours: the functions of a world write no log, and the SDK's clients want a region and
// credentials. A client that acts under a session of another account has that session's instead.
process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["AWS_REGION"] ??= "us-east-1";
process.env["AWS_ACCESS_KEY_ID"] ??= "own";
process.env["AWS_SECRET_ACCESS_KEY"] ??= "own";
