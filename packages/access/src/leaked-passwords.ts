/**
 * Passwords of at least eight characters that head every published list of leaked ones, in lower case. Short on purpose:
 * with ten guesses per five minutes and account, an attacker never gets past the first of them.
 */
export const leakedPasswords: ReadonlySet<string> = new Set(
  `12345678 123456789 1234567890 0123456789 12341234 11111111 111111111 1111111111 00000000 000000000 87654321 987654321
  9876543210 12344321 11223344 1122334455 123123123 123321123 123454321 147258369 147852369 159357258 741852963 789456123
  22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 12121212 13131313 10203040 31415926 98765432
  password password1 password12 password123 password1234 password! password1! passw0rd p@ssword p@ssw0rd p@ssw0rd1
  p@55w0rd pa55word pa$$word passwort passwort1 mypassword yourpassword thepassword newpassword changeme changeme1
  changeme123 changeit letmein1 letmein! letmein123 letmeinnow welcome1 welcome12 welcome123 welcome1! welcome! adminadmin
  admin123 admin1234 admin12345 admin@123 administrator administrator1 root1234 rootroot toortoor superuser superman
  superman1 supervisor default1 guestguest test1234 testtest test12345 testing123 qwertyui qwertyuiop qwerty12 qwerty123
  qwerty1234 qwerty12345 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc qazwsxedc qazwsx123 zaq12wsx zaq1zaq1
  q1w2e3r4 q1w2e3r4t5 asdfghjk asdfghjkl asdfasdf asdf1234 zxcvbnm1 zxcvbnm123 zxcvzxcv abcd1234 abc12345 abc123456
  a1234567 a12345678 a123456789 aa123456 aa12345678 abcdefgh abcdefghi abcdefg1 abcdabcd aaaaaaaa iloveyou iloveyou1
  iloveyou2 iloveyou! ilovegod ilovejesus loveyou1 lovelove sunshine sunshine1 princess princess1 football football1
  baseball baseball1 basketball softball hockey12 soccer12 dragon12 dragonball monkey123 shadow12 shadow123 master12
  master123 michael1 michelle jennifer jessica1 charlie1 jonathan elizabeth victoria nicholas danielle starwars
  starwars1 pokemon1 batman123 spiderman mustang1 corvette mercedes computer computer1 internet internet1 samsung1
  whatever whatever1 trustno1 trustnoone nothing1 secret12 secret123 secretsecret midnight blink182 butterfly chocolate
  chocolate1 cookie123 friends1 friendship forever1 freedom1 hello123 hello1234 hellohello helloworld happy123 summer12
  summer2023 summer2024 summer2025 summer2026 winter2023 winter2024 winter2025 winter2026 spring2025 spring2026
  autumn2025 january1 february december november september liverpool liverpool1 arsenal1 chelsea1 barcelona realmadrid
  manchester google123 facebook facebook1 linkedin linkedin1 instagram myspace1 access14 access123 security security1
  passpass pass1234 pass12345 passphrase computer123 database postgres postgres1 postgresql openai123 plumbline
  plumbline1 plumbline123 woaini1314 woaini520 wang1234 zhang123 li123456 5201314520 1314520520 asd123456 qq123456
  qwe123456 zxc123456 abc123abc 123qweasd 123qwe123 123456abc 123456qwe 123456aa 123456789a 1234567a 1234qwer qwer1234
  qweasdzxc qweqwe123 1qazxsw2 zxasqw12 poiuytrewq lkjhgfdsa mnbvcxz1 0987654321 0p9o8i7u`.split(/\s+/),
);
